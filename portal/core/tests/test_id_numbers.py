from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.errors import RuleViolation
from portal.core.id_numbers import check_digit, parse

TODAY = date(2025, 11, 22)
# The worked examples of the standard itself.
FROM_THE_STANDARD = ["11010519491231002X", "440524188001010014"]


@st.composite
def id_numbers(draw):
    born = draw(st.dates(min_value=date(1900, 1, 1), max_value=TODAY))
    body = f"{draw(st.integers(0, 999999)):06}{born:%Y%m%d}{draw(st.integers(0, 999)):03}"
    return body + check_digit(body)


def test_the_examples_of_the_standard_have_right_check_digits():
    for number in FROM_THE_STANDARD:
        assert check_digit(number[:17]) == number[17]


def test_a_number_tells_birth_date_and_gender():
    read = parse("11010519491231002X", on=TODAY)

    assert (read.value, read.birth_date, read.gender) == ("11010519491231002X", date(1949, 12, 31), "F")
    assert read.division_code == "110105"
    assert str(read) == read.value


def test_an_odd_seventeenth_digit_is_a_man():
    body = "99010119900307" + "123"
    assert parse(body + check_digit(body), on=TODAY).gender == "M"


@pytest.mark.parametrize(
    "typed",
    [
        "11010519491231002x",
        " 110105 19491231 002X\u3000",
        "１１０１０５１９４９１２３１００２Ｘ",
        "11010519491231002ｘ",
    ],
)
def test_harmless_spellings_are_forgiven(typed):
    assert parse(typed, on=TODAY).value == "11010519491231002X"


def test_division_codes_are_not_judged():
    for division in ("330113", "659012", "810000", "990101", "000000"):
        body = f"{division}19900307001"
        assert parse(body + check_digit(body), on=TODAY).division_code == division


def test_a_fifteen_digit_number_has_its_own_reason():
    assert refusal("110105491231002") == "id_number_fifteen_digits"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "1" * 17,
        "1" * 19,
        "X1010519491231002X",
        "1101051949123100XX",
        "١١٠١٠٥١٩٤٩١٢٣١٠٠٢X",
        "🈚" * 18,
        "\0" * 18,
        "11010519491231002Х",
        "①1010519491231002X",
    ],
)
def test_what_is_not_eighteen_digits_is_malformed(text):
    assert refusal(text) == "id_number_malformed"


@pytest.mark.parametrize(
    "born", ["18991231", "20251123", "19900230", "19901301", "00000101", "19900100", "21000101"]
)
def test_an_impossible_birth_date_is_refused(born):
    body = f"990101{born}001"
    assert refusal(body + check_digit(body)) == "id_number_birth_date"


def test_leap_days_are_days():
    for born, accepted in (("20000229", True), ("19000229", False)):
        body = f"990101{born}001"
        number = body + check_digit(body)
        assert (refusal(number) is None) is accepted


def test_born_today_is_accepted_and_tomorrow_is_not():
    body = f"990101{TODAY:%Y%m%d}001"
    number = body + check_digit(body)

    assert parse(number, on=TODAY).birth_date == TODAY
    assert refusal(number, on=TODAY - timedelta(days=1)) == "id_number_birth_date"


@given(id_numbers(), st.integers(0, 17), st.sampled_from("0123456789X"))
def test_one_wrong_character_is_always_noticed(number, place, character):
    changed = number[:place] + character + number[place + 1 :]
    assert (refusal(changed) is None) is (changed == number)


@given(id_numbers(), st.integers(0, 16))
def test_two_neighbours_swapped_are_always_noticed(number, place):
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert (refusal(swapped) is None) is (swapped == number)


@given(st.text(max_size=40))
def test_any_text_gets_an_answer(text):
    refusal(text)


def test_a_check_digit_needs_seventeen_digits():
    with pytest.raises(ValueError, match="seventeen"):
        check_digit("12")


def refusal(text, on=TODAY):
    try:
        parse(text, on=on)
    except RuleViolation as no:
        return no.code
    return None
