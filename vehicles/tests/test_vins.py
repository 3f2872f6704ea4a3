"""The check digits of vehicles and of their owning units."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.errors import RuleViolation
from vehicles.feeds.cells import sample_vin
from vehicles.vins import check_digit, parse_vin

VIN_SIGNS = "0123456789ABCDEFGHJKLMNPRSTUVWXYZ"
vins = st.text(VIN_SIGNS, min_size=17, max_size=17).map(lambda vin: vin[:8] + check_digit(vin) + vin[9:])


@pytest.mark.parametrize("vin", ["1M8GDM9AXKP042788", "5GZCZ43D13S812715", "11111111111111111"])
def test_known_numbers_are_right(vin):
    assert parse_vin(vin) == vin


@given(vins)
def test_a_number_with_its_check_digit_is_read_however_it_is_written(vin):
    assert parse_vin(vin.lower()) == vin
    assert parse_vin(f" {vin[:9]} {vin[9:]} ") == vin


@given(vins, st.integers(0, 16), st.sampled_from("0123456789"))
def test_one_wrong_digit_is_noticed(vin, place, digit):
    """Digits only: letters share values, so two letters may stand for each other."""
    if place == 8 or not vin[place].isdigit() or vin[place] == digit:
        return
    with pytest.raises(RuleViolation, match="vin_check_digit"):
        parse_vin(vin[:place] + digit + vin[place + 1 :])


@pytest.mark.parametrize("text", ["", "LZ9", "1M8GDM9AXKP04278O", "1M8GDM9AXKP0427888", "陈" * 17])
def test_what_is_no_number_is_malformed(text):
    with pytest.raises(RuleViolation, match="vin_malformed"):
        parse_vin(text)


@given(st.integers(0, 40_000_000))
def test_sample_numbers_are_right(n):
    assert parse_vin(sample_vin(n)) == sample_vin(n)
