"""Hand over what the outboxes hold: the urgent first, the rest not faster than settings allow."""

import time
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q

from portal.core.errors import RuleViolation
from portal.core.throttling import spend
from portal.notices import wording
from portal.notices.models import MailMessage, NoticeChoices, Outgoing, SmsMessage
from portal.notices.senders import Sender, SendingFailed, mail_sender, sms_sender
from portal.notices.sending import language_of

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=30)  # longer than one call and one hand-over; then a dead worker's row is free
CALL_SECONDS = 15
ATTEMPTS = 8
LONGEST_WAIT = timedelta(minutes=10)
Status, Priority = Outgoing.Status, Outgoing.Priority


def deliver_due(*, at: datetime, seconds: float = CALL_SECONDS) -> int:
    """Hand over the text messages that are due; safe to run twice at once. How many were sent comes back."""
    return _deliver(SmsMessage, sms_sender(), settings.SMS_PER_SECOND, at, seconds)


def deliver_mail_due(*, at: datetime, seconds: float = CALL_SECONDS) -> int:
    """The same for e-mails."""
    return _deliver(MailMessage, mail_sender(), settings.MAILS_PER_SECOND, at, seconds)


def _deliver(outbox: type[Outgoing], sender: Sender, rate: int, at: datetime, seconds: float) -> int:
    began, sent = time.monotonic(), 0
    while (spent := time.monotonic() - began) < seconds:
        now = at + timedelta(seconds=spent)
        message = _claim(outbox, now, Q(priority=Priority.URGENT))
        if message is None:
            if not outbox._default_manager.filter(_due(now)).exists():
                break
            if not _in_turn(outbox, rate):
                time.sleep(0.05)
                continue
            message = _claim(outbox, now, Q())
        if message is not None:
            sent += _hand_over(message, sender, now)
    return sent


def _in_turn(outbox: type[Outgoing], rate: int) -> bool:
    """Whether one more of what nobody waits for may leave within this second, over all workers."""
    return spend("outbox", outbox.__name__, limit=rate, seconds=1, closed=False).allowed


def _due(at: datetime) -> Q:
    return Q(status=Status.QUEUED, next_attempt_at__lte=at)


def _claim(outbox: type[Outgoing], at: datetime, which: Q) -> Any:
    """Take one due row for ourselves: others skip it while it is locked and then while it is leased."""
    with transaction.atomic():
        message = (
            outbox._default_manager.select_for_update(skip_locked=True)
            .filter(_due(at), which)
            .order_by("priority", "next_attempt_at", "pk")
            .first()
        )
        if message is not None:
            message.attempts += 1
            message.next_attempt_at = at + LEASE
            message.save(update_fields=["attempts", "next_attempt_at"])
    return message


def _hand_over(message: Any, sender: Sender, at: datetime) -> bool:
    if message.expires_at is not None and message.expires_at <= at:
        return _finish(message, Status.FAILED, error="expired", **_blank(message))
    try:
        sender.send(message)
    except SendingFailed as problem:
        kind, reason = type(message).__name__, str(problem)
        log.warning("message_not_taken", kind=kind, id=message.pk, attempts=message.attempts, reason=reason)
        return _try_again_later(message, reason, at)
    kept = {} if sender.keeps_text else _blank(message)
    return _finish(message, Status.SENT, sent_at=at, error="", **kept)


def _blank(message: Any) -> dict[str, str]:
    return {name: "" for name in ("text", "code", "subject") if hasattr(message, name)}


def _try_again_later(message: Any, error: str, at: datetime) -> bool:
    again_at = at + min(timedelta(seconds=2**message.attempts), LONGEST_WAIT)
    too_late = message.expires_at is not None and message.expires_at <= again_at
    if too_late or message.attempts >= ATTEMPTS:
        return _finish(message, Status.FAILED, error=error[:200], **_blank(message))
    return _finish(message, Status.QUEUED, error=error[:200], next_attempt_at=again_at)


def _finish(message: Any, status: str, **changes: object) -> bool:
    """Write the outcome unless somebody else has taken the row over; true when it was sent."""
    ours = Q(pk=message.pk, status=Status.QUEUED, attempts=message.attempts)
    written = type(message)._default_manager.filter(ours).update(status=status, **changes)
    return bool(written) and status == Status.SENT


@transaction.atomic
def send_again(*, message: Any, at: datetime) -> None:
    """Put a message that was given up into the outbox once more; only news can be: a code is too old by then.

    Raises RuleViolation("message_not_repeatable").
    """
    row = type(message)._default_manager.select_for_update().get(pk=message.pk)
    notice = row.notice
    if row.status != Status.FAILED or notice is None:
        raise RuleViolation("message_not_repeatable")
    language = language_of(NoticeChoices.objects.filter(pk=notice.person_id).first())
    if isinstance(row, MailMessage):
        row.subject, row.text = wording.mail(notice.topic, language)
    else:
        row.text = wording.outside(notice.topic, language)
    row.status, row.attempts, row.error, row.next_attempt_at = Status.QUEUED, 0, "", at
    row.save()
