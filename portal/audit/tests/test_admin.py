import re
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from portal.audit.actions import Action
from portal.audit.log import record
from portal.audit.models import AuditEvent
from portal.audit.wording import SUBJECTS, actions_in_parts, spoken
from portal.backoffice.tests.staff import client_of, officer
from portal.core.actors import Actor
from portal.core.subjects import Subject

pytestmark = pytest.mark.django_db
PAGE = "/admin/audit/auditevent/"


@pytest.fixture
def event():
    actor = Actor(channel="web", label="user:5")
    subject = Subject("license-application", "4711")
    return record(Action.LICENSE_APPLIED, subject=subject, actor=actor, person_id=7)


@pytest.fixture
def auditor():
    return client_of(officer("auditor"))


def searches():
    return list(AuditEvent.objects.filter(action=Action.REGISTER_SEARCHED))


def test_an_auditor_reads_the_trail_and_changes_nothing(auditor, event):
    english = {"Accept-Language": "en"}
    assert "License application 4711" in auditor.get(PAGE, headers=english).content.decode()
    assert "license-application:4711" in auditor.get(f"{PAGE}{event.pk}/change/").content.decode()
    assert auditor.get(f"{PAGE}add/").status_code in {403, 404}
    auditor.post(f"{PAGE}{event.pk}/change/", {"actor_label": "x"})
    assert AuditEvent.objects.get(pk=event.pk).actor_label == "user:5"
    assert searches() == []


@pytest.mark.parametrize(
    ("term", "found"),
    [
        ("license-application:4711", True),
        ("License application 4711", True),
        ("4711", True),
        ("License application 471", False),
        ("person:7", True),
        ("person:8", False),
        ("license-application:471", False),
    ],
)
def test_a_search_finds_exactly_and_leaves_a_trace(auditor, event, term, found):
    page = auditor.get(PAGE, {"q": term}, headers={"Accept-Language": "en"}).content.decode()

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


# --- the words ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "channel", "read"),
    [
        ("citizen:53", "web", "Citizen, login 53"),
        ("system:continue_load", "system", "The portal (continue load)"),
        ("command:load_feed", "command", "Command line (load feed)"),
        ("anonymous", "public", "Somebody not signed in"),
        ("mk_7Hq2", "api", "API key mk_7Hq2"),
        ("P00042", "staff", "P00042"),
    ],
)
def test_who_acted_is_said_in_words(label, channel, read):
    event = AuditEvent(actor_label=label, channel=channel)

    with translation.override("en"):
        assert spoken(event) == read


def test_whatever_the_code_writes_about_has_a_word():
    root = Path(__file__).resolve().parents[3]
    sources = [path for room in ("portal", "licenses", "vehicles") for path in (root / room).rglob("*.py")]
    written = "".join(path.read_text("utf-8") for path in sources if "tests" not in path.parts)
    kinds = re.findall(r'(?:\bSubject\(\s*|\bsubject_kind = |^SLUG = )"([\w-]+)"', written, re.M)

    assert len(kinds) > 30
    assert sorted(set(kinds) - set(SUBJECTS)) == []


def test_the_list_speaks_of_things_and_doors_and_never_asks_which_doors_there_are(auditor):
    citizen = Actor("web", "citizen:5")
    record(Action.LICENSE_APPLIED, subject=Subject("license-application", "AP-1"), actor=citizen)

    with CaptureQueriesContext(connection) as asked:
        page = auditor.get(PAGE, headers={"Accept-Language": "en"}).content.decode()

    assert "License application AP-1" in page
    assert "Officer&#x27;s scanner" in page
    counts = [query["sql"] for query in asked if "audit_auditevent" in query["sql"]]
    assert not [sql for sql in counts if "DISTINCT" in sql or ("COUNT(" in sql and "LIMIT" not in sql)]
    assert "_facets" not in page


def test_an_officer_who_acted_is_named_with_the_badge(auditor):
    member = officer("reviewer")
    actor = Actor(channel="staff", label=member.badge_number, user_id=member.user_id, officer=member)
    record(Action.LICENSE_CLAIMED, subject=Subject("license-application", "1"), actor=actor)

    assert f"{member.name} ({member.badge_number})" in auditor.get(PAGE).content.decode()


def test_every_action_is_in_one_part_of_the_choice():
    found = [action for _title, actions in actions_in_parts() for action in actions]

    assert sorted(found) == sorted(Action)


def test_the_choice_of_an_action_keeps_the_search(auditor, event):
    record(Action.LICENSE_REFUSED, subject=Subject("license-application", "4711"), actor=Actor.system("test"))

    asked = {"action": "license.applied", "q": "4711"}
    page = auditor.get(PAGE, asked, headers={"Accept-Language": "en"}).content.decode()

    assert '<option value="license.applied" selected>' in page
    assert '<input type="hidden" name="q" value="4711">' in page
    assert f"{PAGE}{event.pk}/change/" in page
    assert "1 entry" in page


def test_the_trail_outlives_the_login_that_acted(auditor):
    gone = Actor(channel="staff", label="110203", user_id=999_999)
    event = record(
        Action.LICENSE_APPROVED, subject=Subject("license-application", "1"), actor=gone, person_id=7
    )

    for address in (PAGE, f"{PAGE}{event.pk}/change/"):
        page = auditor.get(address)
        assert page.status_code == 200
        assert "110203" in page.content.decode()
