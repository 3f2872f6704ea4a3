"""What happened to one thing or to one person, as far as a reader may know it; newest first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from portal.audit.actions import Action
from portal.audit.models import AuditEvent
from portal.core.actors import Actor
from portal.core.subjects import Subject

_BY_CITIZENS = frozenset({"web", "public"})
# What the portal decides by rule when a citizen asks: the citizen's act is the asking.
_DECIDED = frozenset(
    {
        Action.LICENSE_APPROVED,
        Action.LICENSE_REFUSED,
        Action.CREDENTIAL_ISSUED,
        Action.CREDENTIAL_SUPERSEDED,
        Action.CREDENTIAL_REVOKED,
    }
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a history. `who` is empty where the reader did it, and for another citizen."""

    id: int
    at: datetime
    action: str
    label: str
    who: str
    by_reader: bool
    facts: dict[str, Any]


def history_of(subject: Subject, *, reader: Actor, before: int | None = None, limit: int = 50) -> list[Entry]:
    """The history of one thing; one query.

    The caller has found the thing by its own `visible_to`, so an officer who may see it may read all of its
    history; a citizen reads what concerns themselves.
    """
    rows = AuditEvent.objects.filter(subject=str(subject))
    if not reader.is_officer:
        rows = rows.visible_to(reader)
    return _entries(_page(rows, before, limit), reader.user_id, for_staff=reader.is_officer)


def seen_by(
    person_id: int, *, user_id: int | None = None, before: int | None = None, limit: int = 50
) -> list[Entry]:
    """What the person concerned reads about themselves, also who looked; one query.

    Officers appear by badge number, facts stay inside.
    """
    rows = _page(AuditEvent.objects.shown_to(person_id), before, limit)
    return _entries(rows, user_id, for_staff=False)


def _page(rows: Any, before: int | None, limit: int) -> Any:
    return (rows.filter(id__lt=before) if before else rows).order_by("-id")[:limit]


def _entries(rows: Iterable[AuditEvent], user_id: int | None, *, for_staff: bool) -> list[Entry]:
    return [
        Entry(
            id=row.pk,
            at=row.at,
            action=row.action,
            label=str(Action(row.action).label),
            who=_who(row, user_id, for_staff),
            by_reader=_is_by(row, user_id) and not _by_rule(row),
            facts=row.facts if for_staff else {},
        )
        for row in rows
    ]


def _is_by(row: AuditEvent, user_id: int | None) -> bool:
    return user_id is not None and row.actor_id == user_id


def _by_rule(row: AuditEvent) -> bool:
    return row.channel in _BY_CITIZENS and row.action in _DECIDED


def _who(row: AuditEvent, user_id: int | None, for_staff: bool) -> str:
    if _is_by(row, user_id):
        return gettext("by the portal") if _by_rule(row) else ""
    return row.actor_label if for_staff or row.channel not in _BY_CITIZENS else ""
