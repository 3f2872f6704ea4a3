"""The way of one application as a timeline: what was, where it stands, what comes and by when."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from licenses.applying import subject_of
from licenses.models import LicenseApplication
from licenses.wording import Reason, explain
from portal.audit.actions import Action
from portal.audit.models import AuditEvent
from portal.core.errors import RuleViolation

Status = LicenseApplication.Status
_ROUNDS = {
    Action.LICENSE_SENT_BACK: _("Sent back to you"),
    Action.LICENSE_RESUBMITTED: _("Handed in again; the place in the queue was kept"),
    Action.LICENSE_CLAIMED: _("An officer has taken it up"),
}
_MOST = 40
Events = Sequence[AuditEvent]


def events_of(row: LicenseApplication) -> list[AuditEvent]:
    """What has happened between handing in and now, oldest first; one statement."""
    rounds = AuditEvent.objects.filter(subject=str(subject_of(row)), action__in=list(_ROUNDS))
    return list(rounds.order_by("pk")[:_MOST])


def reason_in_words(code: str) -> Any:
    """The sentence of a reason, whether an officer or the law gave it; empty for none."""
    if not code:
        return ""
    return Reason(code).label if code in Reason.values else explain(RuleViolation(code)).sentence


def timeline(row: LicenseApplication, events: Events = ()) -> list[dict[str, Any]]:
    """Begun, handed in, each round, decided: done, current or still to come."""
    handed_in = "done" if row.submitted_at else "todo"
    items = [_step(_("Application begun"), row.created_at, "done")]
    items.append(_step(_("Application handed in"), row.submitted_at, handed_in))
    items += _rounds(row, events)
    if row.status == Status.NEEDS_ACTION:
        said_above = any(event.action == Action.LICENSE_SENT_BACK for event in events)
        reason = "" if said_above else reason_in_words(row.reason_code)
        items.append(_step(_("Waiting for you"), None, "current", reason))
    elif row.status in (Status.DRAFT, Status.IN_REVIEW):
        current = "current" if row.status == Status.IN_REVIEW else "todo"
        items.append(_step(_("Review"), None, current))
    if row.decided_at:
        label, reason = Status(row.status).label, reason_in_words(row.reason_code)
        items.append(_step(label, row.decided_at, "done", reason))
    else:
        items.append(_step(_("Result"), None, "todo", _promise(row)))
    return items


def _rounds(row: LicenseApplication, events: Events) -> list[dict[str, Any]]:
    steps = []
    for event in events:
        reason = reason_in_words(event.facts.get("reason", ""))
        steps.append(_step(_ROUNDS[Action(event.action)], event.at, "done", reason))
    return steps


def _promise(row: LicenseApplication) -> Any:
    """By when, while it is the office's turn; counted in working days when it was handed in."""
    if row.due_at is None or row.status != Status.IN_REVIEW:
        return ""
    return format_lazy(_("Promised by {day}"), day=date_format(timezone.localtime(row.due_at), "Y-m-d H:i"))


def _step(label: Any, at: datetime | None, state: str, note: Any = "") -> dict[str, Any]:
    return {"label": label, "at": at, "state": state, "note": note}
