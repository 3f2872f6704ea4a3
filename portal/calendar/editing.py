"""Change the calendar: a policy, so each change leaves a trace."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from portal.audit.actions import Action
from portal.audit.log import record
from portal.calendar.models import SpecialDay
from portal.core.actors import Actor
from portal.core.subjects import Subject


@transaction.atomic
def set_day(*, day: date, kind: str, name: str, actor: Actor, at: datetime) -> SpecialDay:
    """Make a day a working day or a day off. Safe to repeat; promises already given stay as they are."""
    before = SpecialDay.objects.select_for_update().filter(day=day).values_list("kind", flat=True).first()
    row, _made = SpecialDay.objects.update_or_create(day=day, defaults={"kind": kind, "name": name[:60]})
    _note(row, actor, at, was=before or "", now=str(kind))
    return row


@transaction.atomic
def clear_day(*, special: SpecialDay, actor: Actor, at: datetime) -> None:
    """Let the weekday decide again. Safe to repeat."""
    if SpecialDay.objects.filter(day=special.day).delete()[0]:
        _note(special, actor, at, was=str(special.kind), now="")


def _note(row: SpecialDay, actor: Actor, at: datetime, **facts: Any) -> None:
    subject = Subject("calendar", row.day.isoformat())
    record(Action.POLICY_CHANGED, subject=subject, actor=actor, at=at, **facts)
