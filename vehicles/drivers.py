"""The filed drivers of a unit and, of those who agree, whether they may drive what: no more than that."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from portal.accounts.models import Organization
from portal.accounts.purposes import Purpose
from portal.credentials.kinds import Standing, bulk_kind_of, in_words
from portal.credentials.models import Credential
from vehicles.filing import lapsed
from vehicles.models import FiledDriver

LICENSE = "driver-license"
MOST = 500


@dataclass(frozen=True, slots=True)
class DriverLine:
    """`standing` is None without consent or without an electronic license; see `agreed`."""

    filed: FiledDriver
    agreed: bool
    lapsed: bool
    standing: Standing | None = None
    classes: str = ""

    @property
    def until(self) -> date | None:
        return self.standing.valid_until if self.standing else None


def drivers_of(organization: Organization, at: datetime) -> list[DriverLine]:
    """Every driver waiting or agreeing, by name; three statements."""
    rows = list(FiledDriver.objects.filter(organization=organization).open().order_by("name", "pk")[:MOST])
    agreeing = [row.person_id for row in rows if row.person_id and not lapsed(row, at)]
    seen = _licenses(agreeing, timezone.localdate(at))
    return [_line(row, seen, at) for row in rows]


def _line(row: FiledDriver, seen: dict[int, tuple[Standing, str]], at: datetime) -> DriverLine:
    agreed, over = row.status == "agreed", lapsed(row, at)
    if not agreed or over or row.person_id not in seen:
        return DriverLine(row, agreed and not over, over)
    return DriverLine(row, True, False, *seen[row.person_id])


def _licenses(person_ids: list[int], on: date) -> dict[int, tuple[Standing, str]]:
    """By person: how the electronic driver's license stands and its classes."""
    kind = bulk_kind_of(LICENSE)
    live = Credential.objects.live().filter(kind=LICENSE, holder_id__in=person_ids) if person_ids else []
    by_ref: dict[str, Any] = {row.subject_ref: row for row in live}
    found = {}
    for entry in kind.entries(list(by_ref)) if by_ref else []:
        row = by_ref[entry.ref]
        if row.fingerprint == entry.fingerprint and entry.person_id == row.holder_id:
            told = kind.claims(entry, Purpose.CAR_RENTAL, on)
            found[row.holder_id] = (kind.standing(entry, on), in_words(kind, "classes", told.get("classes")))
    return found


def drivers_running_out(organization: Organization, last: date, at: datetime) -> list[DriverLine]:
    """Agreeing drivers whose license ends by that day or may not be used now, the most urgent first."""
    urgent = [
        line
        for line in drivers_of(organization, at)
        if line.standing
        and (line.standing.tone in ("abnormal", "void") or (line.until is not None and line.until <= last))
    ]
    return sorted(urgent, key=lambda line: (line.until or last, line.filed.pk))
