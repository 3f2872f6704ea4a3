"""Hold a driver's license by changing its state, and give it back with four eyes."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from licenses.facts import facts_of
from licenses.models import DriverLicense, Seizure
from licenses.register import subject
from licenses.telling import note_told
from licenses.wording import SEIZURES
from portal.accounts.models import Officer
from portal.audit.actions import Action
from portal.audit.log import record
from portal.core.actors import Actor
from portal.core.errors import RuleViolation
from portal.core.references import new_reference
from portal.core.transitions import Transitions
from portal.notices.sending import notify
from portal.notices.topics import Topic
from portal.rollout.models import City

PREFIX = "SE"
Status = Seizure.Status
MOVES = Transitions({Status.OPEN: {Status.END_ASKED}, Status.END_ASKED: {Status.ENDED, Status.OPEN}})


@transaction.atomic
def seize(
    *,
    license: DriverLicense,
    reason: str,
    note: str,
    verification_id: UUID | None = None,
    actor: Actor,
    at: datetime,
) -> Seizure:
    """Hold the license: from now on every card and every check shows the letter of the ground.

    Nothing is copied: the letter stands in the register's row, in a column that no feed writes. A license
    may be seized anywhere; the city of the officer answers for it, the issuing city where it is one of the
    officer's. Raises RuleViolation with a code of the wording.
    """
    officer = _officer(actor)
    entry = DriverLicense.objects.select_for_update(of=("self",)).select_related("person").get(pk=license.pk)
    if actor.person_id == entry.person_id:
        raise RuleViolation("own_entry")
    if reason not in SEIZURES:
        raise RuleViolation("reason_unknown")
    if not note.strip():
        raise RuleViolation("note_missing")
    held = Seizure.objects.in_force().filter(license=entry).first()
    if held is not None:
        raise RuleViolation("already_seized", reference=held.reference)
    letter, _rule = SEIZURES[reason]
    row = Seizure.objects.create(
        reference=new_reference(PREFIX, on=timezone.localdate(at)),
        license=entry,
        city=_city(officer, entry),
        reason=reason,
        letter=letter,
        note=note.strip(),
        verification_id=verification_id,
        seized_by=officer,
        seized_at=at,
    )
    _set_letter(entry, letter, at)
    check = {"check": f"ver_{verification_id.hex}"} if verification_id else {}
    _record(Action.LICENSE_SEIZED, row, actor, at, letter=letter, reason=reason, note=row.note, **check)
    _tell(row, "license_seized", actor, at)
    return row


@transaction.atomic
def ask_end(*, seizure: Seizure, reason: str, actor: Actor, at: datetime) -> Seizure:
    """The first pair of eyes: the case is decided. The license stays held until a colleague agrees."""
    officer, row = _hold(seizure, actor)
    if not reason.strip():
        raise RuleViolation("note_missing")
    _move(row, Status.END_ASKED, end_asked_by=officer, end_asked_at=at, end_reason=reason.strip())
    _record(Action.SEIZURE_END_ASKED, row, actor, at, reason=row.end_reason)
    return row


@transaction.atomic
def confirm_end(*, seizure: Seizure, actor: Actor, at: datetime) -> Seizure:
    """The second pair of eyes, of the same city and never the first: the license is the driver's again.

    Letters that the register itself has brought meanwhile stay: they are not ours to take away.
    """
    officer, row = _hold(seizure, actor)
    if row.end_asked_by_id == officer.pk:
        raise RuleViolation("own_request")
    _move(row, Status.ENDED, ended_by=officer, ended_at=at)
    entry = (
        DriverLicense.objects.select_for_update(of=("self",)).select_related("person").get(pk=row.license_id)
    )
    _set_letter(entry, "", at)
    asked_by = row.end_asked_by.badge_number if row.end_asked_by else ""
    _record(Action.SEIZURE_ENDED, row, actor, at, asked_by=asked_by, reason=row.end_reason)
    _tell(row, "license_seizure_ended", actor, at)
    return row


@transaction.atomic
def refuse_end(*, seizure: Seizure, reason: str, actor: Actor, at: datetime) -> Seizure:
    """The case is not decided after all: a colleague refuses, or the first officer takes the request back."""
    _by, row = _hold(seizure, actor)
    if not reason.strip():
        raise RuleViolation("note_missing")
    asked_by = row.end_asked_by.badge_number if row.end_asked_by else ""
    _move(row, Status.OPEN, end_asked_by=None, end_asked_at=None, end_reason="")
    _record(Action.SEIZURE_END_REFUSED, row, actor, at, asked_by=asked_by, reason=reason.strip())
    return row


def page_of(row: Seizure) -> str:
    return reverse("licenses:seizure", args=[row.reference])


def _officer(actor: Actor) -> Officer:
    if not actor.is_officer:
        raise RuleViolation("no_seizing_officer")
    officer: Officer = actor.officer
    return officer


def _city(officer: Officer, entry: DriverLicense) -> City:
    cities = list(officer.cities.order_by("pk"))
    if not cities:
        raise RuleViolation("seizure_of_another_city")
    return next((city for city in cities if city.pk == entry.city_id), cities[0])


def _hold(seizure: Seizure, actor: Actor) -> tuple[Officer, Seizure]:
    """Who acts, and the row now, locked. Raises for all but officers of its city, and for the driver."""
    officer = _officer(actor)
    row = (
        Seizure.objects.select_for_update(of=("self",))
        .select_related("license", "end_asked_by")
        .get(pk=seizure.pk)
    )
    if not officer.cities.filter(pk=row.city_id).exists():
        raise RuleViolation("seizure_of_another_city")
    if actor.person_id == row.license.person_id:
        raise RuleViolation("own_entry")
    return officer, row


def _move(row: Seizure, to: str, **changes: Any) -> None:
    try:
        MOVES.move(row, to=to, **changes)
    except RuleViolation as no:
        raise RuleViolation("seizure_moved") from no


def _set_letter(entry: DriverLicense, letter: str, at: datetime) -> None:
    DriverLicense.objects.filter(pk=entry.pk).update(seizure_letter=letter)
    entry.seizure_letter = letter
    note_told(facts_of(entry), at=at)


def _record(action: Action, row: Seizure, actor: Actor, at: datetime, **facts: Any) -> None:
    person_id = row.license.person_id
    record(
        action,
        subject=subject(row.license),
        actor=actor,
        person_id=person_id,
        at=at,
        seizure=row.reference,
        **facts,
    )


def _tell(row: Seizure, code: str, actor: Actor, at: datetime) -> None:
    notify(
        person_id=row.license.person_id,
        topic=Topic.LICENSE,
        key=f"seizure:{row.reference}:{code}",
        code=code,
        facts={"reference": row.reference},
        link=page_of(row),
        actor=actor,
        at=at,
    )
