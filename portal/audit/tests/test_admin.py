import pytest

from portal.audit.actions import Action
from portal.audit.log import record
from portal.audit.models import AuditEvent
from portal.backoffice.tests.staff import client_of, officer
from portal.core.actors import Actor
from portal.core.subjects import Subject

pytestmark = pytest.mark.django_db
PAGE = "/admin/audit/auditevent/"


@pytest.fixture
def event():
    actor = Actor(channel="web", label="user:5")
    return record(Action.LICENSE_APPLIED, subject=Subject("application", "4711"), actor=actor, person_id=7)


@pytest.fixture
def auditor():
    return client_of(officer("auditor"))


def searches():
    return list(AuditEvent.objects.filter(action=Action.REGISTER_SEARCHED))


def test_an_auditor_reads_the_trail_and_changes_nothing(auditor, event):
    assert "application:4711" in auditor.get(PAGE).content.decode()
    assert "application:4711" in auditor.get(f"{PAGE}{event.pk}/change/").content.decode()
    assert auditor.get(f"{PAGE}add/").status_code in {403, 404}
    auditor.post(f"{PAGE}{event.pk}/change/", {"actor_label": "x"})
    assert AuditEvent.objects.get(pk=event.pk).actor_label == "user:5"
    assert searches() == []


@pytest.mark.parametrize(
    ("term", "found"),
    [
        ("application:4711", True),
        ("person:7", True),
        ("person:8", False),
        ("application:471", False),
    ],
)
def test_a_search_finds_exactly_and_leaves_a_trace(auditor, event, term, found):
    page = auditor.get(PAGE, {"q": term}).content.decode()

    assert (f"{PAGE}{event.pk}/change/" in page) is found
    assert [row.facts["term"] for row in searches()] == [term]


def test_an_officer_is_found_by_badge_number(auditor):
    member = officer("reviewer")
    actor = Actor(channel="staff", label="x", user_id=member.user_id, officer=member)
    event = record(Action.LICENSE_CLAIMED, subject=Subject("application", "1"), actor=actor)

    page = auditor.get(PAGE, {"q": member.badge_number}).content.decode()

    assert f"{PAGE}{event.pk}/change/" in page


def test_the_trace_of_a_search_holds_no_id_number(auditor):
    auditor.get(PAGE, {"q": "990001199005180019"})

    (row,) = searches()
    assert "19900518" not in row.facts["term"]


@pytest.mark.parametrize("role", ["reviewer", "officer", "rollout_lead", "second_approver"])
def test_other_officers_do_not_get_in(role, event):
    client = client_of(officer(role))

    assert client.get(PAGE).status_code in {403, 404}
    assert client.get(PAGE, {"q": "x"}).status_code in {403, 404}
    assert searches() == []
