import pytest
from django.utils import timezone

from portal.celery import app
from portal.notices.models import SmsMessage
from portal.notices.tasks import deliver_due, post_sms
from portal.notices.tests.factories import SmsMessageFactory


@pytest.mark.django_db
def test_running_the_task_twice_sends_once():
    message = SmsMessageFactory()

    deliver_due()
    deliver_due()

    message.refresh_from_db()
    assert (message.status, message.attempts) == ("sent", 1)


def test_beat_asks_for_due_messages(settings):
    entry = settings.CELERY_BEAT_SCHEDULE["deliver-due-messages"]

    assert entry["task"] in app.tasks


@pytest.mark.django_db
def test_a_message_stands_while_the_broker_is_away(django_capture_on_commit_callbacks):
    address, app.conf.broker_url = app.conf.broker_url, "redis://127.0.0.1:1/0"
    app.pool.force_close_all()

    try:
        with django_capture_on_commit_callbacks(execute=True):
            post_sms(phone="+8619700000009", text="Hello.", at=timezone.now())
    finally:
        app.conf.broker_url = address
        app.pool.force_close_all()

    assert SmsMessage.objects.get(phone="+8619700000009").status == "queued"
