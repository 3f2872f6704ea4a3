"""Plate numbers of GA 36: every form fits its own type, is kept in one spelling and shown in another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.errors import RuleViolation
from vehicles.codes import PlateType
from vehicles.plates import ELECTRIC, OTHER_NEW_ENERGY, PROVINCES, parse_plate, plate_of

SIGNS = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
offices = st.builds(str.__add__, st.sampled_from(PROVINCES), st.sampled_from("ABCDEFGHJKLMNPQRSTUVWXYZ"))
green = st.sampled_from(ELECTRIC + OTHER_NEW_ENERGY)


def signs(count):
    return st.text(SIGNS, min_size=count, max_size=count)


def digits(count):
    return st.text("0123456789", min_size=count, max_size=count)


@st.composite
def plates(draw):
    """A plate type and a number in the register's form."""
    kind = draw(st.sampled_from(["01", "02", "03", "04", "15", "16", "23", "26", "27", "51", "52"]))
    office = draw(offices)
    forms = {
        "03": lambda: "使" + draw(digits(6)),
        "04": lambda: office + draw(signs(4)) + "领",
        "15": lambda: office + draw(signs(4)),
        "16": lambda: office + draw(signs(4)) + "学",
        "23": lambda: office + draw(signs(4)) + "警",
        "26": lambda: "粤Z" + draw(signs(4)) + "港",
        "27": lambda: "粤Z" + draw(signs(4)) + "澳",
        "51": lambda: office + draw(digits(5)) + draw(green),
        "52": lambda: office + draw(green) + draw(signs(1)) + draw(digits(4)),
    }
    return kind, forms.get(kind, lambda: office + draw(signs(5)))()


@given(plates())
def test_a_number_in_the_registers_form_stays_as_it_is(plate):
    assert parse_plate(*plate) == plate[1]


@given(plates())
def test_what_is_shown_on_the_vehicle_is_read_back(plate):
    kind, number = plate
    shown = plate_of(kind, number)

    assert parse_plate(kind, shown.text) == number
    assert parse_plate(kind, f" {shown.text.lower()} ") == number
    assert shown.color_label


@given(st.sampled_from(PlateType.values), st.text(max_size=20))
def test_any_text_is_a_plate_or_refused(kind, text):
    try:
        number = parse_plate(kind, text)
    except RuleViolation:
        return
    assert 4 <= len(number) <= 15
    assert parse_plate(kind, number) == number


@pytest.mark.parametrize(
    ("kind", "text", "number"),
    [
        ("15", "苏B1234挂", "苏B1234"),
        ("03", "012345使", "使012345"),
        ("02", "苏e·12345", "苏E12345"),
        ("52", "苏Ｅ Ｄ１２３４５", "苏ED12345"),
        ("26", "粤Z·AB12港", "粤ZAB12港"),
    ],
)
def test_the_usual_spellings_are_forgiven(kind, text, number):
    assert parse_plate(kind, text) == number


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        ("02", "苏ED12345", "plate_wrong_type"),
        ("52", "苏E12345", "plate_wrong_type"),
        ("51", "苏ED12345", "plate_wrong_type"),
        ("02", "苏A0001警", "plate_wrong_type"),
        ("02", "苏E1I345", "plate_wrong_type"),
        ("02", "E12345", "plate_malformed"),
        ("02", "", "plate_malformed"),
        ("26", "苏EAB12港", "plate_wrong_type"),
        ("41", "苏E12345", "plate_type_unknown"),
        ("31", "WJ01A1234", "plate_type_unknown"),
    ],
)
def test_a_number_of_another_type_is_refused_with_that_reason(kind, text, code):
    with pytest.raises(RuleViolation) as refusal:
        parse_plate(kind, text)

    assert refusal.value.code == code
    assert refusal.value.sentence != code


@pytest.mark.parametrize(
    ("kind", "color"),
    [("01", "yellow"), ("02", "blue"), ("51", "yellow-green"), ("52", "new-energy"), ("23", "white")],
)
def test_each_type_has_the_ground_of_its_plate(kind, color):
    assert plate_of(kind, "苏Z12345").color == color


def test_every_plate_type_can_be_judged():
    for kind in PlateType.values:
        with pytest.raises(RuleViolation) as refusal:
            parse_plate(kind, "!")
        assert refusal.value.code == "plate_malformed"
