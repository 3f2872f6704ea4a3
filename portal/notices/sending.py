"""The outbox of text messages: write a row in the transaction of the act, hand it over afterwards."""

import time
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Q

from portal.notices.models import SmsMessage
from portal.notices.senders import SendingFailed, SmsSender, current_sender

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=30)  # longer than one call and one hand-over; then a dead worker's row is free
CALL_SECONDS = 15
ATTEMPTS = 8
LONGEST_WAIT = timedelta(minutes=10)


def send_sms(
    *, phone: str, text: str, code: str = "", expires_at: datetime | None = None, at: datetime
) -> SmsMessage:
    """Put one message into the outbox; a worker sends it within seconds, and not after `expires_at`."""
    return SmsMessage.objects.create(
        phone=phone, text=text, code=code, expires_at=expires_at, created_at=at, next_attempt_at=at
    )


def deliver_due(*, at: datetime, most: int = 200) -> int:
    """Hand over what is due; safe to run twice at once. The number of messages sent comes back."""
    sender = current_sender()
    sent = 0
    stop_at = time.monotonic() + CALL_SECONDS
    for _ in range(most):
        message = _claim(at) if time.monotonic() < stop_at else None
        if message is None:
            break
        sent += _hand_over(message, sender, at)
    return sent


def _claim(at: datetime) -> SmsMessage | None:
    """Take one due row for ourselves: others skip it while it is locked and then while it is leased."""
    with transaction.atomic():
        message = (
            SmsMessage.objects.select_for_update(skip_locked=True)
            .filter(status=SmsMessage.Status.QUEUED, next_attempt_at__lte=at)
            .order_by("next_attempt_at", "pk")
            .first()
        )
        if message is not None:
            message.attempts += 1
            message.next_attempt_at = at + LEASE
            message.save(update_fields=["attempts", "next_attempt_at"])
    return message


def _hand_over(message: SmsMessage, sender: SmsSender, at: datetime) -> bool:
    if message.expires_at is not None and message.expires_at <= at:
        return _finish(message, SmsMessage.Status.FAILED, error="expired", text="", code="")
    try:
        sender.send(message)
    except SendingFailed as problem:
        log.warning("sms_not_taken", message_id=message.pk, attempts=message.attempts, reason=str(problem))
        return _try_again_later(message, str(problem), at)
    kept = {} if sender.keeps_text else {"text": "", "code": ""}
    return _finish(message, SmsMessage.Status.SENT, sent_at=at, error="", **kept)


def _try_again_later(message: SmsMessage, error: str, at: datetime) -> bool:
    again_at = at + min(timedelta(seconds=2**message.attempts), LONGEST_WAIT)
    too_late = message.expires_at is not None and message.expires_at <= again_at
    if too_late or message.attempts >= ATTEMPTS:
        return _finish(message, SmsMessage.Status.FAILED, error=error[:200], text="", code="")
    return _finish(message, SmsMessage.Status.QUEUED, error=error[:200], next_attempt_at=again_at)


def _finish(message: SmsMessage, status: str, **changes: object) -> bool:
    """Write the outcome unless somebody else has taken the row over; true when it was sent."""
    ours = Q(pk=message.pk, status=SmsMessage.Status.QUEUED, attempts=message.attempts)
    written = SmsMessage.objects.filter(ours).update(status=status, **changes)
    return bool(written) and status == SmsMessage.Status.SENT
