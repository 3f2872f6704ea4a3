"""Who may be authorized, for how long, and that the database decides about the last place."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from portal.accounts.tests.factories import PersonFactory
from portal.audit.models import AuditEvent
from portal.core.actors import Actor
from portal.core.errors import RuleViolation
from portal.core.id_numbers import check_digit
from portal.core.valkey import client
from portal.grants import granting, rights
from portal.grants.granting import Grantor
from portal.grants.models import Grant, GrantRule
from portal.grants.ruling import set_rule
from portal.grants.tests.factories import GrantFactory, GrantSubjectFactory

pytestmark = pytest.mark.django_db
OWNER = Actor(channel="web", label="citizen:1", user_id=None)
MONDAY = datetime(2026, 3, 9, 10, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(autouse=True)
def _fresh_throttles() -> None:
    cache.clear()
    client().flushdb()


def number(serial: int) -> str:
    first = f"990100199001{serial:05}"
    return first + check_digit(first)


def granted(**more: Any) -> Grant:
    owner = more.pop("owner", None) or PersonFactory()
    facts = {
        "scope": "vehicle-license",
        "ref": "7",
        "grantor": Grantor(person_id=owner.pk, id_number=owner.id_number),
        "id_number": number(101),
        "name": "王五",
        "purpose": "other",
        "last_day": date(2026, 3, 11),
        "actor": OWNER,
        "at": MONDAY,
    }
    return granting.grant(**{**facts, **more})


def refusal(**more: Any) -> str:
    with pytest.raises(RuleViolation) as refused:
        granted(**more)
    assert refused.value.sentence != refused.value.code
    return refused.value.code


def test_a_grant_waits_until_the_end_of_its_last_day_and_is_on_record():
    grant = granted()

    assert grant.status == "waiting"
    assert timezone.localtime(grant.valid_until).isoformat() == "2026-03-12T00:00:00+08:00"
    event = AuditEvent.objects.get(subject=f"grant:{grant.pk}")
    assert event.action == "grant.made"
    assert "王五" not in str(event.facts)


def test_somebody_who_does_not_exist_is_authorized_like_anybody():
    real = PersonFactory(name="王五")
    unknown, known = granted(id_number=number(555)), granted(id_number=real.id_number, ref="8")

    assert {name: getattr(unknown, name) for name in ("status", "purpose", "grantee_name")} == {
        name: getattr(known, name) for name in ("status", "purpose", "grantee_name")
    }
    assert known.grantee_id is None
    assert granting.addressed(real, MONDAY) == [known]


def test_a_wrong_name_reaches_nobody():
    real = PersonFactory(name="王五")
    grant = granted(id_number=real.id_number, name="王六")

    assert granting.addressed(real, MONDAY) == []
    with pytest.raises(RuleViolation, match="not_found"):
        granting.accept(grant=grant, person=real, actor=OWNER, at=MONDAY)


@pytest.mark.parametrize(
    ("last_day", "code"),
    [(date(2026, 3, 8), "grant_term_past"), (date(2026, 3, 19), "grant_term_too_long")],
)
def test_a_term_in_the_past_or_past_the_limit_is_refused(last_day, code):
    assert refusal(last_day=last_day) == code


def test_seven_working_days_reach_over_a_holiday_with_its_made_up_days():
    before = datetime(
        2026, 9, 29, 10, tzinfo=ZoneInfo("Asia/Shanghai")
    )  # 1 to 7 October are off, the 10th is made up

    assert granting.last_day_possible("vehicle-license", before.date()) == date(2026, 10, 14)
    assert granted(last_day=date(2026, 10, 14), at=before).pk


def test_the_calendar_never_ends():
    far = datetime(2093, 12, 28, 10, tzinfo=ZoneInfo("Asia/Shanghai"))

    assert granted(last_day=date(2094, 1, 4), at=far).pk


def test_nobody_authorizes_oneself():
    owner = PersonFactory()

    assert refusal(owner=owner, id_number=owner.id_number) == "grant_to_oneself"


def test_three_people_have_place_and_one_of_them_for_several_purposes():
    owner = PersonFactory()
    for serial in (1, 2, 3):
        granted(owner=owner, id_number=number(serial))

    assert granted(owner=owner, id_number=number(3), purpose="claim").pk
    assert refusal(owner=owner, id_number=number(3)) == "grant_exists"
    assert refusal(owner=owner, id_number=number(4)) == "grant_too_many"
    assert granted(owner=owner, id_number=number(4), ref="another").pk


@pytest.mark.parametrize("way", ["ended", "declined", "lapsed"])
def test_a_place_is_free_again(way):
    owner = PersonFactory()
    grants = [granted(owner=owner, id_number=number(serial)) for serial in (1, 2, 3)]
    at = MONDAY
    if way == "ended":
        granting.end(grant=grants[0], actor=OWNER, at=at)
    elif way == "declined":
        Grant.objects.filter(pk=grants[0].pk).update(status="declined")
    else:
        at = MONDAY + timedelta(days=3)

    assert granted(owner=owner, id_number=number(4), last_day=date(2026, 3, 13), at=at).pk
    if way == "lapsed":
        assert Grant.objects.filter(status="ended", ended_at=grants[0].valid_until).count() == 3


def test_the_limits_are_a_row():
    rule = GrantRule.objects.get(pk="vehicle-license")
    set_rule(rule=rule, most_people=1, most_working_days=1, actor=OWNER, at=MONDAY)
    owner = PersonFactory()

    assert refusal(owner=owner) == "grant_term_too_long"
    granted(owner=owner, last_day=date(2026, 3, 10))
    assert refusal(owner=owner, id_number=number(9), last_day=date(2026, 3, 10)) == "grant_too_many"
    assert AuditEvent.objects.filter(action="policy.changed", facts__people=[3, 1]).exists()


def test_accepting_gives_the_right_and_ending_takes_it():
    person = PersonFactory(name="王五")
    grant = granted(id_number=person.id_number)
    assert rights.may(person.pk, "vehicle-license", "7", MONDAY) is None

    granting.accept(grant=grant, person=person, actor=OWNER, at=MONDAY)
    assert rights.may(person.pk, "vehicle-license", "7", MONDAY) == grant
    assert rights.may(person.pk, "vehicle-license", "7", grant.valid_until) is None
    assert rights.may(person.pk, "vehicle-license", "8", MONDAY) is None

    granting.end(grant=grant, actor=OWNER, at=MONDAY, by="grantee")
    assert rights.may(person.pk, "vehicle-license", "7", MONDAY) is None
    assert granting.end(grant=grant, actor=OWNER, at=MONDAY).status == "ended"
    actions = AuditEvent.objects.filter(subject=f"grant:{grant.pk}").values_list("action", flat=True)
    assert sorted(actions) == ["grant.accepted", "grant.ended", "grant.made"]


@pytest.mark.parametrize("state", ["accepted", "declined", "ended"])
def test_what_was_answered_or_ended_is_not_answered_again(state):
    person = PersonFactory(name="王五")
    grant = granted(id_number=person.id_number)
    stale = Grant.objects.get(pk=grant.pk)
    if state == "accepted":
        granting.accept(grant=grant, person=person, actor=OWNER, at=MONDAY)
    elif state == "declined":
        granting.decline(grant=grant, person=person, actor=OWNER, at=MONDAY)
    else:
        granting.end(grant=grant, actor=OWNER, at=MONDAY)

    for answer in (granting.accept, granting.decline):
        with pytest.raises(RuleViolation, match="grant_not_waiting"):
            answer(grant=stale, person=person, actor=OWNER, at=MONDAY)


def test_an_offer_past_its_term_is_not_accepted():
    person = PersonFactory(name="王五")
    grant = GrantFactory(lapsed=True, person=person)

    with pytest.raises(RuleViolation, match="grant_over"):
        granting.accept(grant=grant, person=person, actor=OWNER, at=timezone.now())


def test_granting_is_counted():
    owner = PersonFactory()
    for serial in range(30):
        granted(owner=owner, id_number=number(serial), ref=f"ref-{serial}")

    assert refusal(owner=owner, ref="another") == "too_many_tries"


def test_only_those_who_granted_see_it():
    grant = GrantFactory()

    mine = Actor(channel="web", label="x", person_id=grant.grantor_person_id)
    assert list(Grant.objects.given_by(mine)) == [grant]
    assert not Grant.objects.given_by(Actor(channel="web", label="x", person_id=0)).exists()
    assert not Grant.objects.given_by(Actor.anonymous()).exists()
    assert not Grant.objects.given_by(
        Actor(channel="web", label="x", person_id=grant.grantor_person_id, organization_id=5)
    ).exists()


@pytest.mark.django_db(transaction=True)
def test_of_ten_at_once_for_the_last_place_one_gets_it():
    owner = PersonFactory()
    GrantSubjectFactory(ref="7")
    for serial in (1, 2):
        granted(owner=owner, id_number=number(serial))

    def attempt(serial: int) -> str:
        try:
            granted(owner=owner, id_number=number(serial))
        except RuleViolation as refused:
            return refused.code
        finally:
            connection.close()
        return "granted"

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(attempt, range(10, 20)))

    assert sorted(answers) == ["grant_too_many"] * 9 + ["granted"]
    assert Grant.objects.of("vehicle-license", "7").open(MONDAY).count() == 3
