import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from licenses.models import DriverLicense
from licenses.register import change_entry
from licenses.tests.factories import DriverLicenseFactory
from portal.accounts.tests.factories import OfficerFactory
from portal.audit.models import AuditEvent
from portal.core.actors import Actor
from portal.core.errors import RuleViolation
from portal.rollout.tests.factories import CityFactory

pytestmark = pytest.mark.django_db


def _actor(officer, person_id=None):
    return Actor(channel="staff", label=officer.badge_number, user_id=officer.user_id, officer=officer,
                 person_id=person_id)  # fmt: skip


def test_a_correction_is_written_with_its_reason_and_both_values():
    license = DriverLicenseFactory()
    officer = OfficerFactory(cities=[license.city])
    at = timezone.now()

    change_entry(license=license, changes={"status_letters": "IH", "points": 3}, reason="court order 12",
                 actor=_actor(officer), at=at)  # fmt: skip

    stored = DriverLicense.objects.get(pk=license.pk)
    assert (stored.status_letters, stored.points, stored.as_of) == ("HI", 3, at)
    event = AuditEvent.objects.get(action="register.changed")
    assert event.facts == {
        "before": {"status_letters": "A", "points": 0},
        "after": {"status_letters": "HI", "points": 3},
        "reason": "court order 12",
    }
    assert event.person_id == license.person_id


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"status_letters": "A"}, "nothing_changed"),
        ({}, "nothing_changed"),
        ({"status_letters": "AB"}, "letters_unknown"),
        ({"status_letters": "Q"}, "letters_unknown"),
        ({"status_letters": ""}, "letters_unknown"),
        ({"points": -1}, "points_out_of_range"),
        ({"points": 61}, "points_out_of_range"),
        ({"valid_until": timezone.localdate() - timedelta(days=5000)}, "validity_ends_before_it_begins"),
    ],
)
def test_an_impossible_correction_is_refused_and_leaves_no_trace(changes, code):
    license = DriverLicenseFactory()
    officer = OfficerFactory(cities=[license.city])

    with pytest.raises(RuleViolation) as refusal:
        change_entry(license=license, changes=changes, reason="x", actor=_actor(officer), at=timezone.now())

    assert refusal.value.code == code
    assert refusal.value.sentence != code
    assert not AuditEvent.objects.exists()


def test_another_citys_entry_and_ones_own_are_refused():
    license = DriverLicenseFactory()
    stranger = OfficerFactory(cities=[CityFactory(other=True)])
    holder = OfficerFactory(cities=[license.city])

    for actor, code in (
        (_actor(stranger), "entry_of_another_city"),
        (_actor(holder, license.person_id), "own_entry"),
    ):
        with pytest.raises(RuleViolation) as refusal:
            change_entry(license=license, changes={"points": 9}, reason="x", actor=actor, at=timezone.now())
        assert refusal.value.code == code


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_leave_one_history():
    refused = []
    license = DriverLicenseFactory()
    officer = OfficerFactory(cities=[license.city])

    def correct():
        try:
            change_entry(license=DriverLicense.objects.get(pk=license.pk), changes={"points": 5}, reason="x",
                         actor=_actor(officer), at=timezone.now())  # fmt: skip
        except RuleViolation as refusal:
            refused.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=correct) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert AuditEvent.objects.filter(action="register.changed").count() == 1
    assert refused == ["nothing_changed"] * 3
