"""Several at once, on real connections: two tabs, a double press, two officers, many photos, two beats."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from licenses import applying, tasks
from licenses.credential import SLUG
from licenses.models import DriverLicense, LicenseApplication
from licenses.tests.conftest import actor_for
from licenses.tests.factories import picture
from portal.accounts.tests.factories import OfficerFactory
from portal.audit.models import AuditEvent
from portal.core.errors import RuleViolation
from portal.credentials import standing_news
from portal.credentials.models import Credential
from portal.credentials.standing_news import News
from portal.notices.models import Notice

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Run all calls at the same moment; each gives its result or its refusal code."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        try:
            barrier.wait(5)
            return call()
        except RuleViolation as no:
            return no.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def consented(license, holder, at):
    draft = applying.begin(license=license, actor=holder, at=at)
    return applying.consent(application=draft, actor=holder, at=at)


def test_two_tabs_begin_one_application(license, holder, at):
    begin = partial(applying.begin, license=license, actor=holder, at=at)

    rows = at_once(begin, begin, begin)

    assert len({row.pk for row in rows}) == 1
    assert LicenseApplication.objects.count() == 1


def test_a_double_press_hands_in_once(license, holder, at):
    draft = consented(license, holder, at)
    draft = applying.use_photo_on_file(application=draft, actor=holder, at=at)
    press = partial(applying.hand_in, application=draft, actor=holder, at=at)

    results = at_once(press, press, press)

    assert results.count("moved_meanwhile") == 2
    assert Credential.objects.count() == 1
    assert AuditEvent.objects.filter(action="license.applied").count() == 1


def test_two_officers_decide_once(license, holder, at):
    draft = consented(license, holder, at)
    draft = applying.upload_photo(application=draft, content=picture(), actor=holder, at=at)
    waiting = applying.hand_in(application=draft, actor=holder, at=at)
    one, other = (actor_for(OfficerFactory().user) for _ in range(2))

    results = at_once(
        partial(applying.approve, application=waiting, actor=one, at=at),
        partial(applying.refuse, application=waiting, reason="photo_altered", actor=other, at=at),
    )

    assert results.count("moved_meanwhile") == 1
    decided = AuditEvent.objects.filter(action__in=["license.approved", "license.refused"])
    assert decided.count() == 1


def test_withdrawing_and_approving_at_once_leaves_one_outcome(license, holder, reviewer, at):
    draft = consented(license, holder, at)
    draft = applying.upload_photo(application=draft, content=picture(), actor=holder, at=at)
    waiting = applying.hand_in(application=draft, actor=holder, at=at)

    at_once(
        partial(applying.approve, application=waiting, actor=reviewer, at=at),
        partial(applying.withdraw, application=waiting, actor=holder, at=at),
    )

    waiting.refresh_from_db()
    assert Credential.objects.exists() == (waiting.status == "approved")


def test_two_officers_take_up_once(license, holder, at):
    draft = consented(license, holder, at)
    draft = applying.upload_photo(application=draft, content=picture(), actor=holder, at=at)
    waiting = applying.hand_in(application=draft, actor=holder, at=at)
    actors = [actor_for(OfficerFactory().user) for _ in range(3)]

    results = at_once(*(partial(applying.claim, application=waiting, actor=actor, at=at) for actor in actors))

    assert results.count("taken_up_by_other") == 2


def test_ten_bad_photos_at_once_cost_three_attempts(license, holder, at):
    draft = consented(license, holder, at)
    bad = partial(applying.upload_photo, application=draft, content=b"no photo", actor=holder, at=at)

    results = at_once(*[bad] * 10)

    assert results.count("photo_not_an_image") == 3
    assert results.count("photo_attempts_used_up") == 7


def test_the_beat_decides_what_a_dead_request_left(license, holder, at):
    draft = consented(license, holder, at)
    draft = applying.use_photo_on_file(application=draft, actor=holder, at=at)
    applying.submit(application=draft, actor=holder, at=at)  # and the process dies here

    at_once(tasks.decide_waiting, tasks.decide_waiting)

    draft.refresh_from_db()
    assert draft.status == "approved"
    assert Credential.objects.count() == 1
    assert tasks.decide_waiting() == 0


def test_two_beats_by_mistake_tell_the_news_of_a_license_once(license, holder, at):
    draft = applying.use_photo_on_file(application=consented(license, holder, at), actor=holder, at=at)
    applying.hand_in(application=draft, actor=holder, at=at)
    both_have_read = Barrier(2)

    def news(entry, today):
        both_have_read.wait(5)
        return News("abnormal:S", "license_in_order", "/wallet/")

    def round_of(beat: int) -> int:
        rows = DriverLicense.objects.filter(pk=license.pk)
        return standing_news.tell(SLUG, rows, news, actor=holder, at=at + timedelta(milliseconds=beat))

    told = at_once(partial(round_of, 1), partial(round_of, 2))

    assert sorted(told) == [0, 1]
    assert Notice.objects.filter(code="license_in_order").count() == 1
