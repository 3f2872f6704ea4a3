import pytest
from django.utils import translation

from portal.accounts.tests.factories import OfficerFactory, PersonFactory
from portal.audit.actions import Action
from portal.audit.log import record
from portal.audit.models import AuditEvent
from portal.audit.timeline import history_of, seen_by
from portal.core.actors import Actor
from portal.core.subjects import Subject

pytestmark = pytest.mark.django_db
CASE = Subject("application", "1")


@pytest.fixture
def person():
    return PersonFactory()


@pytest.fixture
def holder(person):
    return Actor(channel="web", label="user:5", user_id=5, person_id=person.pk)


def staff(role):
    officer = OfficerFactory(role=role)
    return Actor(channel="staff", label="320501", user_id=officer.user_id, officer=officer)


def test_the_holder_reads_what_was_done_and_who_looked(person, holder):
    record(Action.LICENSE_APPLIED, subject=CASE, actor=holder, person_id=person.pk)
    record(Action.REGISTER_VIEWED, subject=CASE, actor=staff("reviewer"), person_id=person.pk, case="AP-1")

    looked, applied = seen_by(person.pk, user_id=5)

    assert (looked.action, looked.who, looked.by_reader, looked.facts) == (
        "register.viewed",
        "320501",
        False,
        {},
    )
    assert (applied.who, applied.by_reader) == ("", True)


def test_what_the_portal_decides_when_asked_is_not_called_the_act_of_who_asked(person, holder):
    record(Action.LICENSE_APPLIED, subject=CASE, actor=holder, person_id=person.pk)
    record(Action.LICENSE_APPROVED, subject=CASE, actor=holder, person_id=person.pk)

    with translation.override("en"):
        approved, applied = seen_by(person.pk, user_id=holder.user_id)

    assert (approved.who, approved.by_reader) == ("by the portal", False)
    assert (applied.who, applied.by_reader) == ("", True)


@pytest.mark.parametrize(
    "action",
    [
        Action.LICENSE_SEIZED,
        Action.VEHICLE_APPLIED,
        Action.VEHICLE_REPORT_MADE,
        Action.GRANT_MADE,
        Action.GRANT_ENDED,
        Action.SHARE_MADE,
        Action.SHARE_STOPPED,
        Action.DRIVER_AGREED,
    ],
)
def test_what_a_holder_lets_others_see_and_what_is_seized_stands_there(person, holder, action):
    record(action, subject=CASE, actor=holder, person_id=person.pk)

    assert [entry.action for entry in seen_by(person.pk, user_id=5)] == [action]


def test_the_holder_reads_nothing_about_others_nor_inner_work(person, holder):
    record(Action.REGISTER_VIEWED, subject=CASE, actor=staff("reviewer"), person_id=PersonFactory().pk)
    record(Action.LICENSE_CLAIMED, subject=CASE, actor=staff("reviewer"), person_id=person.pk)
    record(Action.REGISTER_SEARCHED, subject=CASE, actor=staff("reviewer"), person_id=person.pk)

    assert seen_by(person.pk) == []
    assert history_of(CASE, reader=holder) == []


def test_an_officer_who_may_see_the_thing_reads_all_of_its_history(person, holder):
    record(Action.LICENSE_APPLIED, subject=CASE, actor=holder, person_id=person.pk)
    record(Action.LICENSE_CLAIMED, subject=CASE, actor=staff("reviewer"), person_id=person.pk, why="queue")

    entries = history_of(CASE, reader=staff("reviewer"))

    assert [(entry.action, entry.facts) for entry in entries] == [
        ("license.claimed", {"why": "queue"}),
        ("license.applied", {}),
    ]


def test_history_comes_in_pages(person, holder):
    for _ in range(5):
        record(Action.LICENSE_APPLIED, subject=CASE, actor=holder, person_id=person.pk)

    first = seen_by(person.pk, limit=3)
    rest = seen_by(person.pk, before=first[-1].id, limit=3)

    assert len(first + rest) == 5
    assert [entry.id for entry in first + rest] == sorted((entry.id for entry in first + rest), reverse=True)


@pytest.mark.parametrize(
    ("role", "seen"), [("auditor", 1), ("reviewer", 0), ("officer", 0), ("rollout_lead", 0)]
)
def test_only_auditors_see_the_whole_trail(person, holder, role, seen):
    record(Action.LICENSE_APPLIED, subject=CASE, actor=holder, person_id=person.pk)

    assert AuditEvent.objects.visible_to(staff(role)).count() == seen


def test_a_stranger_sees_nothing(person, holder):
    record(Action.LICENSE_APPLIED, subject=CASE, actor=holder, person_id=person.pk)

    assert AuditEvent.objects.visible_to(Actor.anonymous()).count() == 0
