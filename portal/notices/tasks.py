"""The queue's side of the outbox."""

from typing import Any

import structlog
from celery import shared_task
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from portal.notices import delivering, sending
from portal.notices.models import SmsMessage

log = structlog.get_logger(__name__)


@shared_task(acks_late=True, ignore_result=True)
def deliver_due() -> None:
    """Send every text message that is due and not sent; safe to repeat."""
    delivering.deliver_due(at=timezone.now())


@shared_task(acks_late=True, ignore_result=True)
def deliver_mail_due() -> None:
    """Send every e-mail that is due and not sent; safe to repeat."""
    delivering.deliver_mail_due(at=timezone.now())


def post_sms(**message: Any) -> SmsMessage:
    """Write a message and wake a worker once it is committed; for edges where a person waits for it.

    When the broker is away the message still leaves: beat asks for due rows every few seconds.
    """
    row = sending.send_sms(**message)
    transaction.on_commit(_wake, robust=True)
    return row


def _wake() -> None:
    try:
        deliver_due.delay()
    except OperationalError as problem:
        log.warning("broker_unavailable", error=type(problem).__name__)
