"""What beat asks for: it exists, asks what is due and not done, and may be asked twice or a week too late."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from licenses.models import LicenseApplication
from licenses.tests.factories import DriverLicenseFactory, LicenseApplicationFactory
from portal.audit.models import AuditEvent
from portal.celery import app
from portal.core.actors import Actor
from portal.credentials import keys
from portal.credentials.models import Credential, UsedCode
from portal.notices.models import SmsMessage
from portal.notices.tests.factories import SmsMessageFactory
from portal.rollout.models import Activation
from portal.rollout.tests.factories import ActivationFactory, CityFactory

SCHEDULE = settings.CELERY_BEAT_SCHEDULE
WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def _tasks_of_every_room() -> None:
    app.loader.import_default_modules()


def run(name: str) -> Any:
    return app.tasks[SCHEDULE[name]["task"]].run()


def at_once(work: Callable[[], Any], times: int = 2) -> None:
    """The same work by several workers at the same moment."""
    failed: list[BaseException] = []
    start = threading.Barrier(times)

    def one() -> None:
        try:
            start.wait()
            work()
        except BaseException as problem:
            failed.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


@pytest.mark.parametrize("name", SCHEDULE)
def test_what_is_scheduled_is_a_task_that_survives_its_worker(name: str) -> None:
    task = app.tasks[SCHEDULE[name]["task"]]

    assert task.acks_late or app.conf.task_acks_late
    assert isinstance(SCHEDULE[name]["schedule"], float)


@pytest.mark.django_db
@pytest.mark.parametrize("name", SCHEDULE)
def test_a_task_with_nothing_due_may_run_again_and_again(name: str) -> None:
    keys.ensure_keys(actor=Actor.system("test"), at=timezone.now())
    run(name)
    events = AuditEvent.objects.count()
    run(name)

    assert AuditEvent.objects.count() == events


@pytest.mark.django_db(transaction=True)
def test_two_beats_open_a_city_once_also_a_week_late() -> None:
    ActivationFactory(due=True, opens_at=timezone.now() - WEEK)

    at_once(lambda: run("activate-due"))
    run("activate-due")

    assert Activation.objects.filter(activated_at=None).count() == 0
    assert AuditEvent.objects.filter(action="city.activated").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_beats_send_a_message_once() -> None:
    SmsMessageFactory.create_batch(5)

    at_once(lambda: run("deliver-due-messages"))
    run("deliver-due-messages")

    assert list(SmsMessage.objects.values_list("status", "attempts")) == [("sent", 1)] * 5


@pytest.mark.django_db(transaction=True)
def test_two_beats_decide_an_application_once_also_a_week_late() -> None:
    keys.ensure_keys(actor=Actor.system("test"), at=timezone.now())
    ActivationFactory(city=CityFactory())
    license = DriverLicenseFactory(with_photo=True)
    LicenseApplicationFactory(
        license=license,
        status="in_review",
        consented=True,
        with_photo_on_file=True,
        submitted_at=timezone.now() - WEEK,
        due_at=timezone.now() - WEEK,
    )

    at_once(lambda: run("decide-waiting-applications"))
    run("decide-waiting-applications")

    assert Credential.objects.count() == 1
    assert LicenseApplication.objects.get().status == "approved"
    assert AuditEvent.objects.filter(action="license.approved").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_beats_sweep_together() -> None:
    at = timezone.now()
    UsedCode.objects.create(cti=b"old", used_at=at - WEEK, expires_at=at - WEEK)
    UsedCode.objects.create(cti=b"new", used_at=at, expires_at=at)

    at_once(lambda: run("sweep-used-codes"))
    at_once(lambda: run("make-partitions"))

    assert [bytes(row.cti) for row in UsedCode.objects.all()] == [b"new"]
