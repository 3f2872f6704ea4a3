"""The vehicles of one organization: found by filters, page after page; and what runs out among them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from django.db.models import Case, F, Max, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Greatest, Least
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import Organization
from portal.credentials.kinds import Standing
from vehicles.cards import vehicle_url
from vehicles.codes import StatusLetter
from vehicles.credential import live_copies
from vehicles.facts import VehicleFacts, facts_of
from vehicles.models import Inspection, Insurance, Vehicle
from vehicles.plates import Plate, plate_of
from vehicles.standing import standing
from vehicles.vehicle_types import vehicle_type_name

PAGE = 50
CHUNK = 200
LOOKED_AT_MOST = 4000  # vehicles read for one page when few of them match
FILE_MOST = 10_000
EXPIRY_MOST = 300
# As `standing.codes_on()` has it: the letter counts until a newer inspection has been passed.
FLAGGED = Q(
    status_letters__contains=StatusLetter.INSPECTION_OVERDUE.value, inspected=F("inspection_valid_until")
)
_BETWEEN = re.compile(r"[\s·•・.\-]")


@dataclass(frozen=True, slots=True)
class Filters:
    """`state` is a tone of a standing, `license` held or none, `days` how soon something runs out."""

    plate: str = ""
    state: str = ""
    license: str = ""
    days: int | None = None


@dataclass(frozen=True, slots=True)
class FleetLine:
    """One vehicle in a list of the fleet; says what a check would say.

    `flagged` when the register's own letter says that the inspection is overdue, and the date does not.
    """

    facts: VehicleFacts
    plate: Plate
    model: str
    type_name: str
    standing: Standing
    url: str
    card_url: str
    inspection: date
    insurance: date | None
    overdue: bool
    flagged: bool
    uninsured: bool

    @property
    def held(self) -> bool:
        return bool(self.card_url)


@dataclass(frozen=True, slots=True)
class FleetPage:
    """`after` is where the next page begins, empty on the last; `cut` when few matched among very many."""

    lines: list[FleetLine]
    after: str
    cut: bool


def fleet_of(organization: Organization) -> QuerySet[Any]:
    """Every vehicle the register has for the organization's code."""
    return Vehicle.objects.filter(organization_code=organization.uscc).exclude(organization_code="")


def lines_of(ids: Sequence[int], at: datetime) -> list[FleetLine]:
    """These vehicles as they are now; two statements."""
    facts = facts_of(ids)
    live = live_copies(facts) if facts else {}
    return [_line(row, live.get(row.id), timezone.localdate(at)) for row in facts]


def _line(facts: VehicleFacts, credential: Any, on: date) -> FleetLine:
    inspection, insurance = facts.inspection_valid_until, facts.insured_until
    state = standing(facts, on)
    return FleetLine(
        facts=facts,
        plate=plate_of(facts.plate_type, facts.plate_number),
        model=f"{facts.brand} {facts.model}".strip(),
        type_name=vehicle_type_name(facts.vehicle_type),
        standing=state,
        url=vehicle_url(facts.id),
        card_url=reverse("credentials:card", args=[credential.pk]) if credential else "",
        inspection=inspection,
        insurance=insurance,
        overdue=inspection < on,
        flagged=StatusLetter.INSPECTION_OVERDUE in state.codes and inspection >= on,
        uninsured=insurance is None or insurance < on,
    )


def _found(organization: Organization, filters: Filters, on: date) -> QuerySet[Any]:
    rows = fleet_of(organization)
    if plate := _BETWEEN.sub("", filters.plate).upper():
        rows = rows.filter(plate_number__contains=plate)
    return rows if filters.days is None else _expiring(rows, on + timedelta(days=filters.days))


def _expiring(rows: QuerySet[Any], last: date) -> QuerySet[Any]:
    """Those whose inspection or compulsory insurance ends by that day, has ended, is not known or flagged."""
    passed = Inspection.objects.filter(vehicle=OuterRef("pk"), passed=True)
    insured = Insurance.objects.filter(vehicle=OuterRef("pk"), kind="compulsory", canceled_on=None)
    dated = rows.annotate(
        inspected=Greatest("inspection_valid_until", Subquery(_last(passed))),
        insured=Subquery(_last(insured)),
    )
    return dated.filter(Q(inspected__lte=last) | Q(insured__lte=last) | Q(insured=None) | FLAGGED)


def _last(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.order_by().values("vehicle").annotate(last=Max("valid_until")).values("last")


def _matches(line: FleetLine, filters: Filters) -> bool:
    if filters.state and line.standing.tone != filters.state:
        return False
    return not filters.license or line.held == (filters.license == "held")


def walk(
    organization: Organization, filters: Filters, at: datetime, after: str = ""
) -> Iterator[tuple[str, FleetLine | None]]:
    """The fleet in the order of its plates: a key to go on from, and the line if it matches."""
    rows = _found(organization, filters, timezone.localdate(at)).order_by("plate_number", "plate_type")
    while True:
        kind, number = after[:2], after[2:]
        later = Q(plate_number__gt=number) | Q(plate_number=number, plate_type__gt=kind)
        chunk = (rows.filter(later) if after else rows).values_list("pk", flat=True)[:CHUNK]
        lines = lines_of(list(chunk), at)
        for line in lines:
            after = line.facts.plate_type + line.facts.plate_number
            yield after, line if _matches(line, filters) else None
        if len(lines) < CHUNK:
            return


def page_of(organization: Organization, filters: Filters, at: datetime, after: str = "") -> FleetPage:
    """One page of matching vehicles; a page looks at a limited number and says so when it stopped there."""
    lines: list[FleetLine] = []
    for looked, (key, line) in enumerate(walk(organization, filters, at, after), 1):
        if line is not None and len(lines) == PAGE:
            return FleetPage(lines, after, cut=False)
        if line is not None:
            lines.append(line)
        after = key
        if looked == LOOKED_AT_MOST:
            return FleetPage(lines, after, cut=True)
    return FleetPage(lines, "", cut=False)


def matching(organization: Organization, filters: Filters, at: datetime, most: int) -> list[FleetLine]:
    """The first matching vehicles, for a file or for many applications at once."""
    found = (line for _key, line in walk(organization, filters, at) if line is not None)
    return list(islice(found, most))


def running_out(organization: Organization, days: int, at: datetime) -> tuple[list[FleetLine], int]:
    """What has to be renewed within so many days, the most urgent first, and how many there are in all."""
    today = timezone.localdate(at)
    rows = _expiring(fleet_of(organization), today + timedelta(days=days))
    ends = Case(When(FLAGGED, then=Value(today)), default=F("inspected"))
    urgent = rows.annotate(first=Least(ends, "insured")).order_by(F("first").asc(), "pk")
    return lines_of(list(urgent.values_list("pk", flat=True)[:EXPIRY_MOST]), at), rows.count()
