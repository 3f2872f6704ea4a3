"""A batch as staff see it: its cities, what the checks say of them, and how many people wait there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from portal.core.actors import Actor
from portal.rollout import waiting
from portal.rollout.models import Activation, Batch
from portal.rollout.preflight import Finding, findings


@dataclass(frozen=True, slots=True)
class CityRow:
    """One opening of the batch; `findings` only while it is still to come."""

    id: int
    city: str
    code: str
    province: str
    service: Any
    opens_at: datetime
    opened_at: datetime | None
    tone: str
    state: str
    findings: Sequence[Finding]
    waiting: int
    may_leave: bool

    @property
    def is_ready(self) -> bool:
        return all(finding.is_good for finding in self.findings)


@dataclass(frozen=True, slots=True)
class BatchCard:
    rows: Sequence[CityRow]
    opened: int
    late: int
    checked: bool
    is_own: bool
    held_up: Sequence[CityRow]

    @property
    def total(self) -> int:
        return len(self.rows)


def batch_card(batch: Batch, actor: Actor, at: datetime) -> BatchCard:
    """Two statements and one for each check and service."""
    openings = list(
        Activation.objects.filter(batch=batch).select_related("city").order_by("service", "city_id")
    )
    to_come = [row for row in openings if row.activated_at is None]
    answers = findings(to_come)
    waits = waiting.numbers({row.city_id for row in to_come})
    planned = batch.status == Batch.Status.PLANNED
    rows = [
        _row(row, at, answers.get(row.pk, ()), waits.get((row.city_id, row.service), 0), planned)
        for row in openings
    ]
    return BatchCard(
        rows=rows,
        opened=len(openings) - len(to_come),
        late=sum(row.opens_at <= at for row in to_come) if planned else 0,
        checked=bool(to_come),
        is_own=planned and actor.user_id in batch.author_ids,
        held_up=[row for row in rows if not row.is_ready],
    )


def _row(row: Activation, at: datetime, answers: Sequence[Finding], waits: int, planned: bool) -> CityRow:
    tone, state = state_of(row, at)
    return CityRow(
        id=row.pk,
        city=row.city.local_name,
        code=row.city_id,
        province=row.city.local_province_name,
        service=row.get_service_display(),
        opens_at=row.opens_at,
        opened_at=row.activated_at,
        tone=tone,
        state=state,
        findings=answers,
        waiting=waits,
        may_leave=planned and row.activated_at is None,
    )


def state_of(row: Activation, at: datetime) -> tuple[str, str]:
    """Tone and word for an opening."""
    if row.paused_at:
        return "notice", _("paused")
    if row.activated_at:
        return "normal", _("open")
    return "neutral", _("due") if row.opens_at <= at else _("planned")
