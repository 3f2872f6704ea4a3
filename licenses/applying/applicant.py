"""What the holder does: begin, consent, choose a photo, hand in, withdraw."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from licenses.applying.deciding import decide
from licenses.applying.moves import EDITABLE, MOVES, Status, locked, note
from licenses.credential import SLUG, entry_of, live_copy
from licenses.facts import facts_of
from licenses.models import DriverLicense, LicenseApplication
from licenses.querysets import LicenseApplicationQuerySet
from portal.audit.actions import Action
from portal.calendar.days import working_days_after
from portal.core.actors import Actor
from portal.core.errors import RuleViolation
from portal.core.references import new_reference
from portal.core.throttling import spend
from portal.credentials import issuing
from portal.credentials.kinds import kind_of
from portal.documents.pictures import Photo, accept_photo
from portal.documents.storage import save_file

PREFIX = "AP"
PHOTOS_AN_HOUR = 30
PhotoSource = LicenseApplication.PhotoSource


def refusals_now(license: DriverLicense, at: datetime) -> list[RuleViolation]:
    """Why nothing can be applied for now: city gate, then the law, then a copy already held."""
    facts = facts_of(license)
    reasons = issuing.refusals(kind_of(SLUG), entry_of(facts), at)
    if live_copy(facts) is not None:
        reasons.append(RuleViolation("already_issued"))
    return reasons


@transaction.atomic
def begin(*, license: DriverLicense, actor: Actor, at: datetime) -> LicenseApplication:
    """The open application for this license, or a new draft. Safe to repeat, also in two tabs at once.

    Raises RuleViolation: `not_the_holder`, `city_not_open`, a code of `eligibility`, `already_issued`.
    """
    if actor.person_id is None or actor.person_id != license.person_id:
        raise RuleViolation("not_the_holder")
    present = LicenseApplication.objects.filter(license=license)
    found = present.open().first()
    if found is not None:
        return found
    for reason in refusals_now(license, at):
        raise reason
    try:
        with transaction.atomic():
            return LicenseApplication.objects.create(
                reference=new_reference(PREFIX, on=timezone.localdate(at)),
                person_id=license.person_id,
                license=license,
                city_id=license.city_id,
                created_at=at,
                **_kept_answers(present),
            )
    except IntegrityError:  # the other tab was first
        return present.open().get()


def _kept_answers(earlier: LicenseApplicationQuerySet) -> dict[str, Any]:
    """The photo chosen last time, unless it was the reason; consent is asked for anew each time."""
    last = earlier.filter(status__in=(Status.REFUSED, Status.WITHDRAWN)).order_by("-pk").first()
    if last is None or last.reason_code.startswith("photo_"):
        return {}
    return {"photo_source": last.photo_source, "photo_id": last.photo_id}


def _held_for_edit(application: LicenseApplication, actor: Actor) -> LicenseApplication:
    """The locked row, if it is the actor's and may still be changed."""
    row = locked(application)
    if actor.person_id is None or actor.person_id != row.person_id:
        raise RuleViolation("not_the_holder")
    if row.status not in EDITABLE:
        raise RuleViolation("illegal_move", was=row.status, to=row.status)
    return row


@transaction.atomic
def consent(*, application: LicenseApplication, actor: Actor, at: datetime) -> LicenseApplication:
    """Note the consent to using the register's data and photo (PIPL articles 13 and 29). Safe to repeat."""
    row = _held_for_edit(application, actor)
    if row.consented_at is None:
        row.consented_at = at
        row.save(update_fields=["consented_at"])
    return row


@transaction.atomic
def use_photo_on_file(*, application: LicenseApplication, actor: Actor, at: datetime) -> LicenseApplication:
    """Choose the register's photo; the application can then be decided at once."""
    row = _held_for_edit(application, actor)
    if row.license.photo_id is None:
        raise RuleViolation("photo_not_on_file")
    row.photo_source, row.photo = PhotoSource.ON_FILE, None
    row.save(update_fields=["photo_source", "photo"])
    return row


def upload_photo(
    *, application: LicenseApplication, content: bytes, actor: Actor, at: datetime
) -> LicenseApplication:
    """Take a new photo; one that cannot be used costs one of the attempts, even when many come at once.

    Not one transaction: the attempt is counted before the photo is decoded and stays counted when it is
    refused. Raises RuleViolation: a `photo_…` code of `documents.pictures`, `photo_attempts_used_up`, and
    `photos_too_many` for good ones sent again and again, because each costs half a second of a processor.
    """
    if not spend("license-photo", actor.person_id, limit=PHOTOS_AN_HOUR, seconds=3600, closed=False).allowed:
        raise RuleViolation("photos_too_many")
    _spend_attempt(application, actor)
    try:
        photo = accept_photo(content)
    except RuleViolation as bad:
        note(Action.LICENSE_PHOTO_REFUSED, application, actor=actor, at=at, reason=bad.code)
        raise
    return _keep_photo(application, photo, actor)


def may_upload(application: LicenseApplication) -> bool:
    """Whether an attempt is left; afterwards the photo on file or a counter."""
    return application.photo_attempts < settings.PHOTO_ATTEMPTS


def _spend_attempt(application: LicenseApplication, actor: Actor) -> None:
    mine = LicenseApplication.objects.filter(
        pk=application.pk, person_id=actor.person_id or 0, status__in=EDITABLE
    )
    if mine.filter(photo_attempts__lt=settings.PHOTO_ATTEMPTS).update(photo_attempts=F("photo_attempts") + 1):
        return
    if mine.exists():
        raise RuleViolation("photo_attempts_used_up", attempts=settings.PHOTO_ATTEMPTS)
    raise RuleViolation("moved_meanwhile", was=application.status, to=application.status)


@transaction.atomic
def _keep_photo(application: LicenseApplication, photo: Photo, actor: Actor) -> LicenseApplication:
    """Store an accepted photo and give the attempt back."""
    row = _held_for_edit(application, actor)
    row.photo = save_file(content=photo.content, content_type=photo.content_type, actor=actor)
    row.photo_source = PhotoSource.UPLOAD
    row.save(update_fields=["photo", "photo_source"])
    LicenseApplication.objects.filter(pk=row.pk).update(photo_attempts=F("photo_attempts") - 1)
    row.refresh_from_db(fields=["photo_attempts"])
    return row


@transaction.atomic
def submit(*, application: LicenseApplication, actor: Actor, at: datetime) -> LicenseApplication:
    """Hand in a draft, or hand in again what was sent back, which keeps its place in the queue.

    Raises RuleViolation: `consent_missing`, `photo_missing`, `photo_not_on_file`, or a reason of
    `refusals_now()`; `moved_meanwhile` or `illegal_move` when it has been handed in already.
    """
    row = _held_for_edit(application, actor)
    if row.consented_at is None:
        raise RuleViolation("consent_missing")
    if not row.photo_source or (row.photo_source == PhotoSource.UPLOAD and row.photo_id is None):
        raise RuleViolation("photo_missing")
    if row.photo_source == PhotoSource.ON_FILE and row.license.photo_id is None:
        raise RuleViolation("photo_not_on_file")
    for reason in refusals_now(row.license, at):
        raise reason
    again = row.status == Status.NEEDS_ACTION
    MOVES.move(
        row,
        to=Status.IN_REVIEW,
        submitted_at=row.submitted_at or at,
        due_at=working_days_after(at, settings.REVIEW_WORKING_DAYS),
        reason_code="",
        reason_note="",
    )
    note(
        Action.LICENSE_RESUBMITTED if again else Action.LICENSE_APPLIED,
        row,
        actor=actor,
        at=at,
        photo=row.photo_source,
    )
    return row


def hand_in(*, application: LicenseApplication, actor: Actor, at: datetime) -> LicenseApplication:
    """Submit and, where the photo on file is used, decide at once.

    Two transactions: should the second die, the application waits and the beat task decides it.
    """
    row = submit(application=application, actor=actor, at=at)
    return decide(application=row, actor=actor, at=at)


@transaction.atomic
def withdraw(*, application: LicenseApplication, actor: Actor, at: datetime) -> LicenseApplication:
    """Take an open application back."""
    row = locked(application)
    if actor.person_id is None or actor.person_id != row.person_id:
        raise RuleViolation("not_the_holder")
    MOVES.move(row, to=Status.WITHDRAWN, decided_at=at)
    note(Action.LICENSE_WITHDRAWN, row, actor=actor, at=at)
    return row
