import pytest

from portal.audit.models import AuditEvent
from portal.backoffice.tests.staff import client_of, officer
from portal.calendar.models import SpecialDay

pytestmark = pytest.mark.django_db
DAYS = "/admin/calendar/specialday/"


def test_a_lead_adds_changes_and_removes_a_day_and_each_leaves_a_trace():
    client = client_of(officer("rollout_lead"))

    client.post(f"{DAYS}add/", {"day": "2027-02-08", "kind": "rest", "name": "春节"})
    assert SpecialDay.objects.get(day="2027-02-08").kind == "rest"
    client.post(f"{DAYS}2027-02-08/act/change/", {"kind": "work", "name": "春节调休"})
    assert SpecialDay.objects.get(day="2027-02-08").kind == "work"
    client.post(f"{DAYS}2027-02-08/act/remove/")
    assert not SpecialDay.objects.filter(day="2027-02-08").exists()

    assert AuditEvent.objects.filter(action="policy.changed").count() == 3


def test_a_reviewer_looks_and_changes_nothing():
    client = client_of(officer("reviewer"))

    assert client.get(DAYS).status_code == 200
    assert client.get(f"{DAYS}add/").status_code == 403
    assert client.post(f"{DAYS}2026-10-01/act/remove/").status_code == 403
    assert SpecialDay.objects.filter(day="2026-10-01").exists()
