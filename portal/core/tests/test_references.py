from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.errors import RuleViolation
from portal.core.references import _SYMBOLS, new_reference, parse_reference

DAY = date(2025, 11, 22)


def test_a_number_shows_its_prefix_and_day():
    number = new_reference("AP", on=DAY)

    read = parse_reference(number)

    assert number.startswith("AP-251122-")
    assert (read.value, read.prefix, read.day) == (number, "AP", DAY)
    assert str(read) == number


def test_numbers_do_not_repeat():
    assert len({new_reference("AP", on=DAY) for _ in range(2000)}) == 2000


def test_reading_out_and_typing_is_forgiven():
    number = new_reference("AP", on=DAY)
    slips = number.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    full_width = "".join(chr(ord(c) + 0xFEE0) for c in number)

    assert parse_reference(slips).value == number
    assert parse_reference(number.replace("-", "")).value == number
    assert parse_reference(number.replace("-", "–")).value == number
    assert parse_reference(full_width).value == number


@given(st.integers(0, 15), st.sampled_from(_SYMBOLS))
def test_one_wrong_character_is_always_noticed(place, symbol):
    compact = new_reference("AP", on=DAY).replace("-", "")
    changed = compact[:place] + symbol + compact[place + 1 :]
    assert (refusal(changed) is None) is (changed == compact)


@given(st.integers(0, 15), st.integers(0, 15))
def test_two_swapped_characters_are_always_noticed(first, second):
    compact = list(new_reference("AP", on=DAY).replace("-", ""))
    swapped = compact.copy()
    swapped[first], swapped[second] = swapped[second], swapped[first]
    assert (refusal("".join(swapped)) is None) is (swapped == compact)


@given(st.text(max_size=80))
def test_any_text_gets_an_answer(text):
    assert refusal(text) in {None, "reference_malformed", "reference_check_character"}


@pytest.mark.parametrize("prefix", ["", "A", "APX", "ap", "LO", "A1", "AZ"])
def test_a_prefix_outside_the_alphabet_is_a_programming_mistake(prefix):
    with pytest.raises(ValueError, match="prefix"):
        new_reference(prefix, on=DAY)


def test_a_huge_text_is_refused_quickly():
    assert refusal("A" * 10_000_000) == "reference_malformed"


def refusal(text):
    try:
        parse_reference(text)
    except RuleViolation as no:
        return no.code
    return None
