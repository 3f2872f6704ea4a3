"""Everything issued and checked is counted once: however it was written, whoever is killed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from licenses.tests.factories import DriverLicenseFactory
from portal.credentials import presenting
from portal.credentials.kinds import kind_of
from portal.credentials.models import Credential, Verification
from portal.credentials.tests.factories import holder_of, issued
from portal.credentials.verifying import Verifier, verify
from portal.opendata import counting
from portal.opendata.models import CheckMark, IssuedDelta
from portal.rollout.models import DayCount, TotalCount

pytestmark = pytest.mark.django_db
OFFICER = Verifier("officer", "DEMO001")


def totals():
    rows = TotalCount.objects.values_list("city_id", "measure", "count")
    return {(city, measure): count for city, measure, count in rows}


def check(credential, at, text=""):
    if not text:
        kind, actor = kind_of("driver-license"), holder_of(credential)
        text = presenting.present(credential_id=credential.pk, kind=kind, actor=actor, at=at).text
    return verify(text, verifier=OFFICER, purpose="roadside", at=at)


def count(at=None):
    counting.count_issued()
    return counting.count_checked(at=at or timezone.now() + timedelta(seconds=1))


def test_issued_and_checked_are_counted_by_day_and_city():
    at = timezone.now()
    credential = issued(at=at)
    check(credential, at)
    check(credential, at)
    check(credential, at, text="nonsense")

    count()
    count()

    assert totals() == {("320500", "issued"): 1, ("320500", "verified"): 2}
    today = DayCount.objects.get(measure="verified")
    assert (today.day, today.count, today.service) == (timezone.localdate(at), 2, "driver-license")
    assert not IssuedDelta.objects.exists()


def test_what_comes_later_is_added():
    credential = issued()
    check(credential, timezone.now())
    count()
    check(credential, timezone.now())

    assert count() == 1

    assert totals()[("320500", "verified")] == 2


def test_the_day_is_that_of_beijing():
    at = timezone.now().replace(hour=17, minute=0)  # one o'clock of the next day in Beijing
    issued(at=at)

    counting.count_issued()

    assert DayCount.objects.get().day == (at + timedelta(hours=8)).date()


def test_many_by_one_statement_leave_one_note_for_each_city_and_day(django_assert_num_queries):
    model = issued()
    IssuedDelta.objects.all().delete()
    rows = []
    for license in DriverLicenseFactory.create_batch(30):
        copy = Credential.objects.get(pk=model.pk)
        copy.pk, copy.subject_ref, copy.holder_id = None, str(license.pk), license.person_id
        copy.id = Credential._meta.pk.get_default()
        rows.append(copy)

    with django_assert_num_queries(1):
        Credential.objects.bulk_create(rows)

    assert list(IssuedDelta.objects.values_list("city_id", "count")) == [("320500", 30)]


def test_an_issue_that_was_taken_back_is_not_counted():
    issued()
    with transaction.atomic():
        issued(DriverLicenseFactory())
        transaction.set_rollback(True)

    count()

    assert totals()[("320500", "issued")] == 1


def test_after_a_long_time_the_log_is_caught_up_in_steps(monkeypatch):
    credential = issued()
    for _ in range(5):
        check(credential, timezone.now())
    CheckMark.objects.create(chain=0, seq=0, read_until=timezone.now() - timedelta(days=3))
    windows = []
    really = counting._count_window
    monkeypatch.setattr(counting, "_count_window", lambda *a, **k: windows.append(a) or really(*a, **k))

    assert count() == 5
    assert len(windows) == 73
    assert count() == 0


def test_ordinary_counting_costs_few_statements(django_assert_max_num_queries):
    check(issued(), timezone.now())
    count()

    with django_assert_max_num_queries(18):
        count()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_beside_checks_that_go_on_nothing_is_missed_and_nothing_twice():
    credential = issued()
    kind, actor = kind_of("driver-license"), holder_of(credential)

    def checker(_number):
        try:
            for _ in range(12):
                at = timezone.now()
                code = presenting.present(credential_id=credential.pk, kind=kind, actor=actor, at=at)
                verify(code.text, verifier=OFFICER, purpose="roadside", at=at)
        finally:
            connection.close()

    def counter(_number):
        try:
            for _ in range(10):
                counting.count_checked(at=timezone.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        jobs = [pool.submit(checker, n) for n in range(4)] + [pool.submit(counter, n) for n in range(2)]
        for job in jobs:
            job.result()
    count()

    assert Verification.objects.filter(result="valid").count() == 48
    assert totals()[("320500", "verified")] == 48
    assert DayCount.objects.get(measure="verified").count == 48
