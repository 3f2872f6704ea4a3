"""Apply for many vehicles of an organization: what would happen first, then one decision for each."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.accounts.models import Organization
from portal.core.actors import Actor
from portal.core.errors import RuleViolation
from vehicles.applying import apply, refusals_now
from vehicles.fleet import FleetLine, fleet_of, lines_of
from vehicles.models import Vehicle

AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Forecast:
    """`ready` would get a license now; `refused` is each first reason and how often; `held` have one."""

    ready: list[FleetLine]
    refused: list[tuple[str, int]]
    held: int


@dataclass(frozen=True, slots=True)
class Outcome:
    issued: int
    refused: list[tuple[str, int]]


def own_ids(organization: Organization, written: Sequence[str]) -> list[int]:
    """The vehicles of the organization among these keys, at most AT_ONCE; anything else is left out."""
    keys = {int(key) for key in written if key.isascii() and key.isdigit() and len(key) < 18}
    rows = fleet_of(organization).filter(pk__in=keys).order_by("plate_number", "plate_type")
    return list(rows.values_list("pk", flat=True)[:AT_ONCE])


def forecast(ids: Sequence[int], at: datetime) -> Forecast:
    """What applying for these would bring, by the same rules that decide."""
    ready: list[FleetLine] = []
    reasons: Counter[str] = Counter()
    lines = lines_of(ids, at)
    for line in lines:
        if line.held:
            continue
        bars = refusals_now(line.facts, at)
        if bars:
            reasons[bars[0].sentence] += 1
        else:
            ready.append(line)
    return Forecast(ready, reasons.most_common(), sum(line.held for line in lines))


def apply_for(*, ids: Sequence[int], actor: Actor, at: datetime) -> Outcome:
    """One decision and one transaction for each: what is refused stops no other. Safe to repeat."""
    reasons: Counter[str] = Counter()
    issued = 0
    for vehicle in Vehicle.objects.filter(pk__in=list(ids)).order_by("pk"):
        try:
            issued += apply(vehicle=vehicle, actor=actor, at=at).issued_at == at
        except RuleViolation as bar:
            reasons[bar.sentence] += 1
    return Outcome(issued, reasons.most_common())
