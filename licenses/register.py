"""Correct the register's entry by hand, with a reason: the only writer beside the feed."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from licenses.codes import StatusLetter
from licenses.models import DriverLicense
from portal.audit.actions import Action
from portal.audit.log import record
from portal.core.actors import Actor
from portal.core.errors import RuleViolation
from portal.core.subjects import Subject

CHANGEABLE = ("status_letters", "points", "valid_until", "deferred_until")
MOST_POINTS = 60
SENTENCES = {
    "nothing_changed": _("Nothing was changed: every value is the same as before."),
    "letters_unknown": _("Status letters are A alone, or one or more of the other national letters."),
    "points_out_of_range": _("Points lie between 0 and %(most)s."),
    "validity_ends_before_it_begins": _("The license cannot end before it begins."),
    "own_entry": _("Nobody corrects an entry of their own."),
    "entry_of_another_city": _("This entry belongs to a city that is not one of yours."),
}


def subject(license: DriverLicense) -> Subject:
    """How the audit trail names a register entry."""
    return Subject("license", str(license.pk))


@transaction.atomic
def change_entry(
    *, license: DriverLicense, changes: Mapping[str, Any], reason: str, actor: Actor, at: datetime
) -> DriverLicense:
    """Write `changes` (of CHANGEABLE) into the register as of `at`; the next look at the card shows it.

    Raises RuleViolation with a code of SENTENCES. Older feed rows do not undo it: the newer `as_of` wins.
    """
    entry = DriverLicense.objects.select_for_update(of=("self",)).get(pk=license.pk)
    _check_right(entry, actor)
    wanted = {name: changes[name] for name in CHANGEABLE if name in changes}
    if "status_letters" in wanted:
        wanted["status_letters"] = _letters(wanted["status_letters"])
    _check_values(entry, wanted)
    before = {name: getattr(entry, name) for name in wanted if getattr(entry, name) != wanted[name]}
    if not before:
        raise RuleViolation("nothing_changed")
    after = {name: wanted[name] for name in before}
    DriverLicense.objects.filter(pk=entry.pk).update(**after, as_of=at)
    for name, value in {**after, "as_of": at}.items():
        setattr(license, name, value)
    record(
        Action.REGISTER_CHANGED,
        subject=subject(entry),
        actor=actor,
        person_id=entry.person_id,
        at=at,
        before=_plain(before),
        after=_plain(after),
        reason=reason,
    )
    return license


def _check_right(entry: DriverLicense, actor: Actor) -> None:
    if actor.person_id == entry.person_id:
        raise RuleViolation("own_entry")
    if actor.is_officer and not actor.officer.cities.filter(pk=entry.city_id).exists():
        raise RuleViolation("entry_of_another_city")


def _letters(text: str) -> str:
    letters = "".join(sorted(set(text.upper().replace(" ", ""))))
    known = bool(letters) and set(letters) <= set(StatusLetter.values)
    if not known or ("A" in letters and letters != "A"):
        raise RuleViolation("letters_unknown")
    return letters


def _check_values(entry: DriverLicense, wanted: Mapping[str, Any]) -> None:
    if not 0 <= wanted.get("points", 0) <= MOST_POINTS:
        raise RuleViolation("points_out_of_range", most=MOST_POINTS)
    until = wanted.get("valid_until")
    if until is not None and until < entry.valid_from:
        raise RuleViolation("validity_ends_before_it_begins")


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
