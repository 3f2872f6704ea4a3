"""Saved views and own numbers: an officer's own, seen by nobody else, and no file leaves without a trace."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.audit.actions import Action
from portal.audit.log import record
from portal.audit.models import AuditEvent
from portal.backoffice.models import SavedView
from portal.backoffice.numbers import acts_of
from portal.backoffice.tests.staff import client_of, officer
from portal.backoffice.views import MOST, clean_query
from portal.core.actors import Actor
from portal.core.subjects import Subject

pytestmark = pytest.mark.django_db
QUEUE = "/admin/licenses/licenseapplication/"
PAGE = "licenses_licenseapplication"
ENGLISH = {"Accept-Language": "en"}


def actor_of(member):
    return Actor(channel="staff", label=member.badge_number, user_id=member.user_id, officer=member)


def act(member, action=Action.LICENSE_APPROVED, at=None):
    record(action, subject=Subject("license-application", "x"), actor=actor_of(member), at=at)


def test_a_view_is_saved_shown_as_a_tab_and_removed():
    member = officer()
    client = client_of(member)

    answer = client.post(
        "/admin/views/save/", {"page": PAGE, "query": "queue=overdue&p=3&q=x", "name": "Late"}
    )
    view = SavedView.objects.get()
    assert (view.owner_id, view.query) == (member.user_id, "queue=overdue")
    assert answer["Location"] == f"{QUEUE}?queue=overdue"
    page = client.get(answer["Location"]).content.decode()
    assert f'href="?queue=overdue" aria-current="page">{view.name}' in page

    client.post(f"/admin/views/{view.pk}/remove/")
    assert not SavedView.objects.exists()


def test_the_same_name_again_replaces_the_filters():
    client = client_of(officer())
    for query in ("queue=mine", "queue=overdue"):
        client.post("/admin/views/save/", {"page": PAGE, "query": query, "name": "Late"})

    assert [view.query for view in SavedView.objects.all()] == ["queue=overdue"]


def test_another_officers_view_does_not_exist():
    view = SavedView.objects.create(owner=officer().user, page=PAGE, name="Mine alone", query="queue=mine")
    client = client_of(officer())

    assert client.post(f"/admin/views/{view.pk}/remove/").status_code == 404
    assert view.name not in client.get(QUEUE).content.decode()
    assert SavedView.objects.count() == 1


@pytest.mark.parametrize("typed", [{"page": "nothing"}, {"page": "../x"}, {}])
def test_a_view_of_no_list_is_not_saved(typed):
    assert client_of(officer()).post("/admin/views/save/", {"name": "x", **typed}).status_code == 404
    assert not SavedView.objects.exists()


def test_nobody_hoards_views():
    member = officer()
    SavedView.objects.bulk_create(
        SavedView(owner=member.user, page=PAGE, name=str(number), query="") for number in range(MOST)
    )
    client_of(member).post("/admin/views/save/", {"page": PAGE, "query": "", "name": "one more"})

    assert SavedView.objects.count() == MOST


def test_filters_are_kept_in_one_order_and_searches_are_not():
    assert clean_query("queue=mine&city=320500&q=secret&p=2") == "city=320500&queue=mine"


def test_own_numbers_count_own_acts_of_the_days_and_nobody_elses():
    member, colleague, at = officer(), officer(), timezone.now()
    for days in (0, 40, 0, 3):
        act(member, at=at - timedelta(days=days))
    act(colleague)
    act(member, Action.ACCESS_REFUSED)

    assert sum(acts_of(actor_of(member), days=1, at=at).values()) == 2
    page = client_of(member).get("/admin/numbers/", headers=ENGLISH).content.decode()
    assert "Application approved" in page
    assert "Access refused" not in page


def test_the_file_of_own_numbers_is_written_down_and_no_cell_is_a_formula():
    member = officer()
    act(member)

    answer = client_of(member).get("/admin/numbers.csv", headers=ENGLISH)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")

    assert text.splitlines()[0] == "Day,What,Count"
    assert text.splitlines()[1].endswith(",Application approved,1")
    assert "no-store" in answer["Cache-Control"]
    assert AuditEvent.objects.get(action="export.made").facts == {"rows": 1}
