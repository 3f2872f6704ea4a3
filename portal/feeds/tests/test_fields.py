from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.errors import RuleViolation
from portal.core.id_numbers import check_digit, parse
from portal.feeds import fields
from portal.feeds.persons import sample_number
from portal.feeds.spec import Unfit

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(("text", "day"), [("2031-05-18", "2031-05-18"), ("20310518", "2031-05-18")])
def test_a_day_is_read_in_two_spellings(text, day):
    assert fields.day(text) == day


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2025-02-29", "date_impossible"),
        ("20251301", "date_impossible"),
        ("0000-00-00", "date_impossible"),
        ("1899-12-31", "date_impossible"),
        ("2025-2-3", "date_malformed"),
        ("2025/02/03", "date_malformed"),
        ("２０２５-02-03", "date_malformed"),
        ("2025-02-03T00:00:00Z", "date_malformed"),
    ],
)
def test_a_day_that_cannot_be_is_unfit(text, reason):
    with pytest.raises(Unfit, match=reason):
        fields.day(text)


def test_instants_become_utc_texts_that_compare_like_times():
    early = fields.instant("2026-11-22T08:00:00+08:00")
    late = fields.instant("2026-11-22t00:00:00.000001z")

    assert early == "2026-11-22T00:00:00.000000+00:00"
    assert early < late


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-22",
        "2026-11-22T08:00:00",
        "2026-02-30T00:00:00Z",
        "2026-11-22T25:00:00Z",
        "0001-01-01T00:00:00+08:00",
    ],
)
def test_an_instant_without_offset_or_that_cannot_be_is_unfit(text):
    with pytest.raises(Unfit):
        fields.instant(text)


@pytest.mark.parametrize("text", ["a\nb", "a\x07b", "a\u202eb", "a\u200bb", "a\ud800b", "\ufeffa"])
def test_control_and_direction_characters_are_unfit(text):
    with pytest.raises(Unfit, match="forbidden_character"):
        fields.line_of_text(10)(text)


@pytest.mark.parametrize("name", ["陈䶮", "阿卜杜拉·买买提", "𠮷田", "Jane O'Neil", "㐂"])
def test_names_in_any_script_are_kept(name):
    assert fields.person_name(name) == name


@given(
    digits=st.from_regex(r"99[0-9]{4}(19|20)[0-9]{2}[01][0-9][0-3][0-9]{4}", fullmatch=True),
    last=st.sampled_from("0123456789X"),
)
def test_the_fast_way_of_checking_numbers_agrees_with_the_rule(digits, last):
    for number in (digits + last, digits + check_digit(digits)):
        try:
            rule = parse(number, on=TODAY)
            expected = (rule.value, rule.birth_date.isoformat(), "1" if rule.gender == "M" else "2")
        except RuleViolation as refusal:
            expected = refusal.code
        try:
            found = fields.resident_number(number, TODAY.isoformat())
        except Unfit as problem:
            found = problem.reason

        assert found == expected


def test_a_thousand_sample_people_are_all_different_and_well_formed():
    numbers = {sample_number(n * 37) for n in range(1000)}

    assert len(numbers) == 1000
    assert all(parse(number, on=TODAY).division_code.startswith("99") for number in numbers)
