"""A vehicle as a plain value with everything live about it: one SQL text for checks, cards and lists.

SQL because a check reads credential, vehicle, owner and live state in one statement; the lists ask with the
same text, so that no page can say something else than a check.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection


@dataclass(frozen=True, slots=True, repr=False)
class VehicleFacts:
    """What the register knows about one vehicle, its owner and its state; the order is that of `COLUMNS`."""

    id: int
    plate_type: str
    plate_number: str
    vin: str
    engine_number: str
    vehicle_type: str
    brand: str
    model: str
    use_character: str
    colors: str
    fuels: str
    owner_id: int | None
    organization_code: str
    owner_name: str
    address: str
    registered_on: date
    issued_on: date
    manufactured_on: date | None
    inspection_on_record: date
    scrap_on: date | None
    file_number: str
    seats: int | None
    cab_seats: int | None
    gross_mass: int | None
    curb_mass: int | None
    load_mass: int | None
    towing_mass: int | None
    length: int | None
    width: int | None
    height: int | None
    axles: int | None
    wheelbase: int | None
    power: Decimal | None
    remarks: str
    inspection_record: str
    status_letters: str
    city_code: str
    office: str
    as_of: datetime
    organization_id: int | None
    inspected_on: date | None
    inspected_until: date | None
    inspection_as_of: datetime | None
    insured_until: date | None
    insurance_as_of: datetime | None
    mortgaged_since: date | None
    pledged_since: date | None
    encumbrance_as_of: datetime | None
    seized_since: date | None
    seized_until: date | None
    seizure_as_of: datetime | None
    violations: int
    violations_as_of: datetime | None
    accidents: int
    fled: bool
    accidents_as_of: datetime | None

    @property
    def is_personal(self) -> bool:
        return self.organization_code == ""

    @property
    def holder(self) -> str:
        """Who may hold the electronic copy, as its fingerprint begins; no name, no ID number."""
        return f"p{self.owner_id}" if self.is_personal else f"u{self.organization_code}"

    @property
    def inspection_valid_until(self) -> date:
        """The later of what the vehicle's own row and its inspections say."""
        return max(self.inspection_on_record, self.inspected_until or self.inspection_on_record)

    @property
    def fingerprint(self) -> str:
        """Owner, plate, vehicle, use and office: a change of these asks for a new application."""
        rest = "|".join((self.vehicle_type, self.use_character, self.colors, self.fuels, self.office))
        digest = hashlib.sha256(rest.encode()).hexdigest()[:12]
        return f"{self.holder}|{self.plate_type}{self.plate_number}|{self.vin}|{self.city_code}|{digest}"


_OWN = (
    "id plate_type plate_number vin engine_number vehicle_type brand model use_character colors fuels "
    "owner_id organization_code owner_name address registered_on issued_on manufactured_on "
    "inspection_valid_until scrap_on file_number seats cab_seats gross_mass curb_mass load_mass towing_mass "
    "length width height axles wheelbase power remarks inspection_record status_letters city_id office as_of"
).split()
COLUMNS: Sequence[str] = (
    *(f"v.{name}" if name != "owner_name" else "coalesce(p.name, v.owner_name)" for name in _OWN),
    "o.id",
    "n.inspected_on",
    "n.until",
    "n.as_of",
    "i.until",
    "i.as_of",
    "e.mortgaged",
    "e.pledged",
    "e.as_of",
    "z.since",
    "z.until",
    "z.as_of",
    "w.open",
    "w.as_of",
    "a.open",
    "a.fled",
    "a.as_of",
)
LIVE = """
    LEFT JOIN accounts_person p ON p.id = v.owner_id
    LEFT JOIN accounts_organization o
        ON o.uscc = v.organization_code AND v.organization_code <> '' AND o.is_active
    LEFT JOIN LATERAL (SELECT max(inspected_on) AS inspected_on, max(as_of) AS as_of,
        max(valid_until) FILTER (WHERE passed) AS until
        FROM vehicles_inspection WHERE vehicle_id = v.id) n ON true
    LEFT JOIN LATERAL (SELECT max(as_of) AS as_of,
        max(valid_until) FILTER (WHERE kind = 'compulsory' AND canceled_on IS NULL) AS until
        FROM vehicles_insurance WHERE vehicle_id = v.id) i ON true
    LEFT JOIN LATERAL (SELECT max(as_of) AS as_of,
        min(registered_on) FILTER (WHERE kind = 'mortgage' AND released_on IS NULL) AS mortgaged,
        min(registered_on) FILTER (WHERE kind = 'pledge' AND released_on IS NULL) AS pledged
        FROM vehicles_encumbrance WHERE vehicle_id = v.id) e ON true
    LEFT JOIN LATERAL (SELECT max(as_of) AS as_of, min(seized_on) FILTER (WHERE released_on IS NULL) AS since,
        max(coalesce(valid_until, '9999-12-31')) FILTER (WHERE released_on IS NULL) AS until
        FROM vehicles_seizure WHERE vehicle_id = v.id) z ON true
    LEFT JOIN LATERAL (SELECT count(*) FILTER (WHERE settled_on IS NULL) AS open, max(as_of) AS as_of
        FROM vehicles_violation WHERE vehicle_id = v.id) w ON true
    LEFT JOIN LATERAL (SELECT count(*) FILTER (WHERE settled_on IS NULL) AS open, max(as_of) AS as_of,
        coalesce(bool_or(hit_and_run) FILTER (WHERE settled_on IS NULL), false) AS fled
        FROM vehicles_accident WHERE vehicle_id = v.id) a ON true"""


def facts_of(ids: Sequence[int]) -> list[VehicleFacts]:
    """The facts of these vehicles in their order, as they are now; one statement."""
    if not ids:
        return []
    sql = (
        f"SELECT {', '.join(COLUMNS)} FROM vehicles_vehicle v {LIVE} "  # noqa: S608 - constants of this module
        "WHERE v.id = ANY(%s)"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(ids)])
        found: dict[int, Any] = {row[0]: VehicleFacts(*row) for row in cursor.fetchall()}
    return [found[pk] for pk in ids if pk in found]
