"""The standing of a license: the table of letters, what the figures imply, and the gravest letter."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from licenses.codes import StatusLetter
from licenses.facts import LicenseFacts
from licenses.standing import codes_on, standing, tone_of
from licenses.tests.facts import TODAY, facts

RANK = ["normal", "notice", "abnormal", "void"]


@pytest.mark.parametrize(
    ("letters", "tone"),
    [
        ("A", "normal"),
        ("H", "notice"),
        ("I", "notice"),
        ("HI", "notice"),
        *((letter, "abnormal") for letter in "BDUKMSC"),
        *((letter, "void") for letter in "EFGRJL"),
        ("AH", "notice"),
        ("HD", "abnormal"),
        ("BF", "void"),
    ],
)
def test_each_letter_has_its_tone_and_the_gravest_decides(letters, tone):
    assert standing(facts(status_letters=letters), TODAY).tone == tone


def test_all_letters_are_listed_gravest_first_and_a_only_alone():
    assert standing(facts(status_letters="AHBF"), TODAY).codes == ("F", "B", "H")
    assert standing(facts(status_letters="A"), TODAY).codes == ("A",)


@pytest.mark.parametrize(("points", "tone"), [(11, "normal"), (12, "abnormal"), (24, "abnormal")])
def test_twelve_points_are_abnormal_before_the_register_says_so(points, tone):
    assert standing(facts(points=points), TODAY).tone == tone


def test_the_last_day_of_validity_still_counts():
    assert standing(facts(valid_until=TODAY), TODAY).tone == "notice"
    assert standing(facts(valid_until=TODAY), TODAY + timedelta(days=1)).codes == ("M",)


@pytest.mark.parametrize(("days", "tone"), [(91, "normal"), (90, "notice"), (0, "notice"), (-1, "abnormal")])
def test_ninety_days_before_the_end_the_holder_is_reminded(days, tone):
    assert standing(facts(valid_until=TODAY + timedelta(days=days)), TODAY).tone == tone


def test_a_long_term_license_never_expires():
    assert standing(facts(valid_until=None), TODAY + timedelta(days=40_000)).tone == "normal"


@pytest.mark.parametrize("letter", "NPT")
def test_a_deferral_in_its_term_reads_as_normal(letter):
    deferred = facts(status_letters=letter, deferred_until=TODAY)

    found = standing(deferred, TODAY)

    assert (found.tone, found.codes) == ("normal", (letter,))
    assert found.label == StatusLetter.NORMAL.label


@pytest.mark.parametrize("letter", "NPT")
def test_a_deferral_past_its_term_is_abnormal(letter):
    deferred = facts(status_letters=letter, deferred_until=TODAY - timedelta(days=1))

    assert standing(deferred, TODAY).tone == "abnormal"


def test_only_a_deferred_renewal_keeps_an_expired_license_in_force():
    past, later = TODAY - timedelta(days=9), TODAY + timedelta(days=9)

    assert codes_on(facts(valid_until=past, status_letters="N", deferred_until=later), TODAY) == ("N",)
    assert "M" in codes_on(facts(valid_until=past, status_letters="T", deferred_until=later), TODAY)


def test_a_deferral_without_an_end_ends_with_the_license():
    assert standing(facts(status_letters="P"), TODAY).tone == "normal"
    expired = facts(status_letters="N", valid_until=TODAY - timedelta(days=1), deferred_until=None)
    assert standing(expired, TODAY).tone == "abnormal"


@pytest.mark.parametrize("letter", "JL")
def test_a_locked_or_stopped_license_only_says_whom_to_ask(letter):
    found = standing(facts(status_letters=letter), TODAY)

    with translation.override("en"):
        assert str(found.reason) == "The state of this license is irregular."
        assert "office that issued the license" in str(found.advice)


def test_reasons_of_equal_weight_are_all_said_and_lighter_ones_are_not():
    with translation.override("en"):
        found = standing(facts(status_letters="HBS"), TODAY)
        assert "12 points" in str(found.reason)
        assert "review" in str(found.reason)
        assert "violation" not in str(found.reason)


def test_an_expiry_to_come_is_told_with_its_day():
    with translation.override("en"):
        found = standing(facts(valid_until=TODAY + timedelta(days=23)), TODAY)
        assert str(found.label) == "Expires soon"
        assert "23 days" in str(found.reason)


LETTERS = st.text(alphabet="".join(StatusLetter.values), min_size=1, max_size=19)
DAYS = st.integers(-2000, 2000).map(lambda days: TODAY + timedelta(days=days))


@given(letters=LETTERS, points=st.integers(0, 99), until=st.none() | DAYS, deferred=st.none() | DAYS, on=DAYS)
def test_whatever_the_register_holds_the_gravest_tone_wins(letters, points, until, deferred, on):
    row: LicenseFacts = facts(
        status_letters=letters, points=points, valid_until=until, deferred_until=deferred
    )

    found = standing(row, on)

    gravest = max(RANK.index(tone_of(code, row, on)) for code in found.codes)
    assert RANK.index(found.tone) >= gravest
    assert found.tone in (RANK[gravest], "notice")
    assert set(letters) - {"A"} <= set(found.codes)
    assert str(found.label)
    assert f"{found.reason}{found.advice}" or found.tone == "normal"


def test_standing_takes_the_day_of_the_caller():
    assert standing(facts(valid_until=TODAY), timezone.localdate() - timedelta(days=9000)).tone == "normal"
