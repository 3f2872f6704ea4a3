"""What a person wants to get how: read it, change it, confirm an e-mail address."""

from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from portal.audit.actions import Action
from portal.audit.log import record
from portal.core.actors import Actor
from portal.core.errors import RuleViolation
from portal.core.subjects import Subject
from portal.core.throttling import spend
from portal.notices.models import MailMessage, NoticeChoices
from portal.notices.topics import CHOOSABLE, DEFAULT_ON

SALT = "notices.email"
LINK_SECONDS = 2 * 24 * 3600
MAILS_AN_HOUR = 5
SENTENCES = {
    "choice_unknown": _("Please choose from the list."),
    "mail_link_invalid": _("This link is not valid. Enter the e-mail address again to get a new one."),
    "mails_too_many": _("You have asked for several e-mails within an hour. Please try again later."),
    "message_not_repeatable": _("Only news that were given up can be sent again."),
}


def choices_of(person_id: int) -> NoticeChoices:
    """What the person has chosen; an unsaved row with what holds before anybody chooses."""
    found = NoticeChoices.objects.filter(pk=person_id).first()
    return found or NoticeChoices(person_id=person_id, on=sorted(DEFAULT_ON), language=settings.LANGUAGE_CODE)


@transaction.atomic
def choose(*, on: Collection[str], language: str, email: str, actor: Actor, at: datetime) -> NoticeChoices:
    """Keep the choices of the actor's person; a new e-mail address gets a link to confirm it first.

    Raises RuleViolation: `choice_unknown`, `mails_too_many`.
    """
    if actor.person_id is None or not set(on) <= CHOOSABLE or language not in dict(settings.LANGUAGES):
        raise RuleViolation("choice_unknown")
    row = _locked(actor.person_id, at)
    changed = set(row.on) ^ set(on)
    new_address = email != row.email
    row.on, row.language, row.changed_at = sorted(on), language, at
    if new_address:
        row.email, row.email_confirmed_at = email, None
    row.save()
    if email and row.email_confirmed_at is None and new_address:
        _ask_to_confirm(row, at)
    if changed or new_address:
        _note(row, actor, at, changed=sorted(changed), email_changed=new_address)
    return row


def _locked(person_id: int, at: datetime) -> NoticeChoices:
    NoticeChoices.objects.bulk_create(
        [
            NoticeChoices(
                person_id=person_id, on=sorted(DEFAULT_ON), language=settings.LANGUAGE_CODE, changed_at=at
            )
        ],
        ignore_conflicts=True,
    )
    return NoticeChoices.objects.select_for_update().get(pk=person_id)


def _ask_to_confirm(row: NoticeChoices, at: datetime) -> None:
    """Send the link; a stranger's address gets this one message, which names nobody."""
    if not spend("notice-mail", row.pk, limit=MAILS_AN_HOUR, seconds=3600, closed=True).allowed:
        raise RuleViolation("mails_too_many")
    link = f"{settings.BASE_URL}/notices/email/{token_for(row)}/"
    with override(row.language):
        subject = gettext("%(site)s: confirm this e-mail address") % {"site": settings.SITE_NAME}
        text = gettext(
            "Somebody asked to get news from us at this address. If it was you, open this page within two "
            "days:\n\n%(link)s\n\nIf not, do nothing: you will not hear from us again."
        ) % {"link": link}
    MailMessage.objects.create(
        address=row.email, subject=subject, text=text, created_at=at, next_attempt_at=at
    )


def token_for(row: NoticeChoices) -> str:
    """A signed pair of row number and digest of the address; good for two days."""
    return signing.dumps([row.pk, _digest(row.email)], salt=SALT)


def _digest(email: str) -> str:
    return salted_hmac(SALT, email).hexdigest()[:24]


@transaction.atomic
def confirm_email(*, token: str, actor: Actor, at: datetime) -> NoticeChoices:
    """Take the address behind a link into use. Safe to repeat. Raises RuleViolation("mail_link_invalid")."""
    try:
        person_id, digest = signing.loads(token, salt=SALT, max_age=LINK_SECONDS)
    except signing.BadSignature:
        raise RuleViolation("mail_link_invalid") from None
    row = NoticeChoices.objects.select_for_update().filter(pk=person_id).first()
    if row is None or not constant_time_compare(_digest(row.email), digest):
        raise RuleViolation("mail_link_invalid")
    if row.email_confirmed_at is None:
        row.email_confirmed_at = at
        row.save(update_fields=["email_confirmed_at"])
        _note(row, actor, at, email_confirmed=True)
    return row


def _note(row: NoticeChoices, actor: Actor, at: datetime, **facts: object) -> None:
    record(
        Action.NOTICE_CHOICE_CHANGED,
        subject=Subject("notice-choices", str(row.pk)),
        actor=actor,
        person_id=row.pk,
        at=at,
        **facts,
    )
