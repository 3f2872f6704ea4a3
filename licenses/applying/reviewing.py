"""What an officer does with an application of the officer's own city: take up, approve, send back, refuse."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from licenses.applying.deciding import close_approved, close_refused
from licenses.applying.moves import MOVES, Status, locked, note, tell_applicant
from licenses.credential import SLUG
from licenses.eligibility import refusals
from licenses.facts import facts_of
from licenses.models import DriverLicense, LicenseApplication
from licenses.wording import REFUSE_REASONS, SEND_BACK_REASONS, Reason
from portal.accounts.roles import Duty
from portal.audit.actions import Action
from portal.core.actors import Actor
from portal.core.errors import RuleViolation
from portal.credentials import issuing


def check_reviewer(application: LicenseApplication, actor: Actor) -> None:
    """Raises RuleViolation: `not_a_reviewer`, `own_application` or `not_your_city`."""
    officer = actor.officer
    if officer is None or not officer.has_duty(Duty.REVIEW_APPLICATIONS):
        raise RuleViolation("not_a_reviewer")
    if actor.person_id is not None and actor.person_id == application.person_id:
        raise RuleViolation("own_application")
    if not officer.cities.filter(pk=application.city_id).exists():
        raise RuleViolation("not_your_city")


def _taken(application: LicenseApplication, actor: Actor, at: datetime) -> LicenseApplication:
    """The locked row, in review, of the officer's city, and not in the hands of a colleague."""
    row = locked(application)
    check_reviewer(row, actor)
    if row.status != Status.IN_REVIEW:
        raise RuleViolation("illegal_move", was=row.status, to=row.status)
    held_since = at - timedelta(minutes=settings.REVIEW_CLAIM_MINUTES)
    colleague = row.claimed_by if row.claimed_at and row.claimed_at > held_since else None
    if colleague is not None and colleague != actor.officer:
        raise RuleViolation("taken_up_by_other", officer=colleague.name)
    return row


@transaction.atomic
def claim(*, application: LicenseApplication, actor: Actor, at: datetime) -> LicenseApplication:
    """Take an application up, so that colleagues see it is in good hands; a claim left alone runs out.

    Safe to repeat. Raises RuleViolation("taken_up_by_other").
    """
    row = _taken(application, actor, at)
    fresh = row.claimed_by_id != actor.officer.pk
    row.claimed_by, row.claimed_at = actor.officer, at
    row.save(update_fields=["claimed_by", "claimed_at"])
    if fresh:
        note(Action.LICENSE_CLAIMED, row, actor=actor, at=at)
    return row


@transaction.atomic
def release(*, application: LicenseApplication, actor: Actor, at: datetime) -> LicenseApplication:
    """Put an application back into the queue."""
    row = _taken(application, actor, at)
    held = row.claimed_by_id is not None
    row.claimed_by = row.claimed_at = None
    row.save(update_fields=["claimed_by", "claimed_at"])
    if held:
        note(Action.LICENSE_RELEASED, row, actor=actor, at=at)
    return row


@transaction.atomic
def approve(*, application: LicenseApplication, actor: Actor, at: datetime) -> LicenseApplication:
    """Issue the electronic license; a new photo becomes the photo on file.

    Raises what `issuing.issue()` raises when the city or the license no longer allows it.
    """
    row = _taken(application, actor, at)
    credential = issuing.issue(kind=SLUG, ref=str(row.license_id), actor=actor, at=at)
    if row.photo_source == LicenseApplication.PhotoSource.UPLOAD:
        DriverLicense.objects.filter(pk=row.license_id).update(photo=row.photo)
    return close_approved(row, credential=credential, officer=actor.officer, actor=actor, at=at)


@transaction.atomic
def send_back(
    *, application: LicenseApplication, reason: str, text: str = "", actor: Actor, at: datetime
) -> LicenseApplication:
    """Ask the applicant to correct something; `reason` is one of SEND_BACK_REASONS, `text` a note to read.

    Raises RuleViolation: `reason_unknown`, `note_missing`.
    """
    row = _taken(application, actor, at)
    text = _said(reason, text, [str(known) for known in SEND_BACK_REASONS])
    MOVES.move(
        row,
        to=Status.NEEDS_ACTION,
        reason_code=reason,
        reason_note=text,
        claimed_by=None,
        claimed_at=None,
    )
    note(Action.LICENSE_SENT_BACK, row, actor=actor, at=at, reason=reason)
    tell_applicant(row, actor=actor, at=at)
    return row


@transaction.atomic
def refuse(
    *, application: LicenseApplication, reason: str, text: str = "", actor: Actor, at: datetime
) -> LicenseApplication:
    """Refuse; `reason` is one of REFUSE_REASONS or a code by which the law bars the license now."""
    row = _taken(application, actor, at)
    barred = {bar.code: bar.facts for bar in refusals(facts_of(row.license), at)}
    text = _said(reason, text, [*map(str, REFUSE_REASONS), *barred])
    return close_refused(
        row,
        reason=reason,
        facts=barred.get(reason),
        officer=actor.officer,
        actor=actor,
        at=at,
        text=text,
    )


def _said(reason: str, text: str, known: list[str]) -> str:
    """The note to the applicant, after checking the reason."""
    if reason not in known:
        raise RuleViolation("reason_unknown")
    text = text.strip()[:300]
    if reason == Reason.SEE_NOTE and not text:
        raise RuleViolation("note_missing")
    return text
