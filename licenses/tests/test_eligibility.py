"""Who may have an electronic license: the yes, and each no with its code, sentence, rule and advice."""

from datetime import timedelta

import pytest
from django.utils import translation

from licenses.eligibility import refusals
from licenses.tests.facts import AT, TODAY, facts
from licenses.wording import explain
from portal.core.errors import RuleViolation

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
NOES = [
    ({"status_letters": "B"}, "license_points_full"),
    ({"points": 12}, "license_points_full"),
    ({"status_letters": "C"}, "license_transferred_out"),
    ({"status_letters": "D"}, "license_suspended"),
    ({"status_letters": "U"}, "license_detained"),
    ({"status_letters": "K"}, "license_seized"),
    ({"status_letters": "M"}, "license_renewal_overdue"),
    ({"valid_until": YESTERDAY}, "license_renewal_overdue"),
    ({"status_letters": "S"}, "license_review_overdue"),
    ({"status_letters": "P", "deferred_until": YESTERDAY}, "license_deferral_over"),
    ({"status_letters": "L"}, "license_locked"),
    ({"status_letters": "J"}, "license_stopped"),
    ({"status_letters": "E"}, "license_annulled"),
    ({"status_letters": "F"}, "license_revoked"),
    ({"status_letters": "G"}, "license_canceled"),
    ({"status_letters": "R"}, "license_canceled_recoverable"),
]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"status_letters": "H"},
        {"status_letters": "HI"},
        {"points": 11},
        {"valid_until": TODAY},
        {"valid_until": None},
        {"status_letters": "N", "valid_until": YESTERDAY, "deferred_until": TOMORROW},
    ],
)
def test_a_license_in_order_may_have_an_electronic_copy(changes):
    assert refusals(facts(**changes), AT) == []


@pytest.mark.parametrize(("changes", "code"), NOES)
def test_each_bar_refuses_with_its_own_code(changes, code):
    assert [violation.code for violation in refusals(facts(**changes), AT)] == [code]


@pytest.mark.parametrize(("changes", "code"), NOES)
def test_each_refusal_is_explained_with_rule_facts_and_advice(changes, code):
    with translation.override("en"):
        explained = explain(refusals(facts(**changes), AT)[0])

        assert str(explained.sentence).endswith(".")
        assert str(explained.rule)
        assert str(explained.advice)
        assert ("File number", "320500000001") in [(str(label), value) for label, value in explained.facts]


def test_several_bars_are_all_told_gravest_first():
    found = refusals(facts(status_letters="SF", points=12), AT)

    assert [violation.code for violation in found] == [
        "license_revoked",
        "license_points_full",
        "license_review_overdue",
    ]


def test_the_points_relied_on_are_told():
    assert refusals(facts(points=13), AT)[0].facts["points"] == 13


def test_the_day_is_the_day_in_china():
    last_day = facts(valid_until=TODAY)

    assert refusals(last_day, AT.replace(hour=15, minute=59)) == []
    assert refusals(last_day, AT.replace(hour=16, minute=1)) != []


def test_an_unknown_code_is_still_explained():
    assert explain(RuleViolation("never_heard_of")).code == "never_heard_of"
