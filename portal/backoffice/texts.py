"""Ready texts: where a line uses them, which are offered, and the one door to changing them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from portal.audit.actions import Action
from portal.audit.log import record
from portal.backoffice.models import ReadyText
from portal.core.actors import Actor
from portal.core.subjects import Subject

FIELDS = ("use", "reason", "name", "text_zh", "text_en", "is_active")
Reasons = Callable[[], Sequence[tuple[str, Any]]]


@dataclass(frozen=True, slots=True)
class Use:
    """One place where a text is written, with the closed list of its reasons."""

    label: Any
    reasons: Reasons


_USES: dict[str, Use] = {}


def register_use(slug: str, label: Any, reasons: Reasons) -> None:
    """Name a place where ready texts are offered; called when a line's admin pages are loaded."""
    _USES[slug] = Use(label, reasons)


def uses() -> Mapping[str, Use]:
    return _USES


def offered(use: str) -> list[ReadyText]:
    """The texts a reviewer can choose from now; one statement."""
    return list(ReadyText.objects.filter(use=use, is_active=True)[:200])


def reason_label(use: str, reason: str) -> str:
    """The sentence of a reason in the language of the reader."""
    known = _USES.get(use)
    return str(dict(known.reasons()).get(reason, reason)) if known else reason


@transaction.atomic
def save(*, text: ReadyText, was: Mapping[str, Any], actor: Actor, at: datetime) -> ReadyText:
    """Store a new or changed text; the trail keeps what stood there before and what stands there now."""
    text.save()
    now = {name: getattr(text, name) for name in FIELDS}
    changed = sorted(name for name in FIELDS if was.get(name) != now[name])
    record(
        Action.POLICY_CHANGED,
        subject=Subject("ready-text", str(text.pk)),
        actor=actor,
        at=at,
        policy="ready_text",
        before={name: was[name] for name in changed if name in was},
        after={name: now[name] for name in changed},
    )
    return text
