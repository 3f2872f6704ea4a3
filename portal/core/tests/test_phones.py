import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.errors import RuleViolation
from portal.core.phones import parse_phone


@pytest.mark.parametrize(
    "typed",
    [
        "13812340001",
        "138 1234 0001",
        "+86 138-1234-0001",
        "0086 13812340001",
        " 8613812340001",
        "１３８１２３４０００１",
    ],
)
def test_a_chinese_number_has_one_spelling(typed):
    assert parse_phone(typed) == "+8613812340001"


def test_numbers_from_abroad_keep_their_country():
    assert parse_phone("+49 151 2345678") == "+491512345678"
    assert parse_phone("0044 7700 900123") == "+447700900123"


@pytest.mark.parametrize(
    "typed", ["12012340001", "1381234000", "+86 12345", "abc", "138\x0012340001", "1" * 10_000, "🙂"]
)
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(RuleViolation) as refusal:
        parse_phone(typed)

    assert refusal.value.code == "phone_malformed"


def test_nothing_typed_is_said_so():
    with pytest.raises(RuleViolation) as refusal:
        parse_phone(" - ")

    assert refusal.value.code == "phone_missing"


@given(st.text())
def test_any_text_is_a_number_or_refused(typed):
    try:
        phone = parse_phone(typed)
    except RuleViolation:
        return
    assert parse_phone(phone) == phone
