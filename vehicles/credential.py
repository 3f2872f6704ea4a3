"""The electronic vehicle license as a kind of credential: what may be issued, shown and told."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.accounts.purposes import Purpose
from portal.core.errors import RuleViolation
from portal.core.masking import mask_name, mask_plate
from portal.credentials.businesses import Business
from portal.credentials.kinds import CardFace, Entry, Standing
from portal.credentials.models import Credential
from portal.rollout.services import Service
from vehicles.claim_words import said
from vehicles.disclosing import SHARED, TOLD
from vehicles.eligibility import refusals
from vehicles.faces import face_of
from vehicles.facts import COLUMNS, LIVE, VehicleFacts, facts_of
from vehicles.models import Vehicle
from vehicles.standing import codes_on, standing, unsettled

SLUG = "vehicle-license"


def entry_of(facts: VehicleFacts) -> Entry:
    """A vehicle as the credential room knows it; its number is the plate."""
    return Entry(
        ref=str(facts.id),
        person_id=facts.owner_id,
        city_code=facts.city_code,
        number=facts.plate_number,
        fingerprint=facts.fingerprint,
        facts=facts,
        organization_id=facts.organization_id,
        holder=facts.holder,
        masked=mask_plate(facts.plate_number),
    )


def live_copies(vehicles: Sequence[VehicleFacts]) -> dict[int, Credential]:
    """By vehicle, the live credential that was issued for these very facts; one statement."""
    prints = {str(facts.id): facts for facts in vehicles}
    rows = Credential.objects.live().filter(kind=SLUG, subject_ref__in=list(prints))
    return {
        prints[row.subject_ref].id: row
        for row in rows
        if row.fingerprint == prints[row.subject_ref].fingerprint
    }


CLAIM_LABELS = {
    "plate": _("Plate number"),
    "plate_type": _("Plate type"),
    "vin": _("Vehicle identification number"),
    "engine": _("Engine number"),
    "type": _("Vehicle type"),
    "model": _("Model"),
    "use": _("Use character"),
    "color": _("Body color"),
    "fuel": _("Energy"),
    "owner": _("Owner"),
    "address": _("Address"),
    "registered": _("Date of registration"),
    "issued": _("Date of issue"),
    "inspection": _("Inspection valid until"),
    "insurance": _("Compulsory insurance until"),
    "scrap": _("To be scrapped by"),
    "file_number": _("File number"),
    "seats": _("Approved number of persons"),
    "mass": _("Gross mass, kg"),
    "load": _("Approved load, kg"),
    "size": _("Length × width × height, mm"),
    "remarks": _("Remarks"),
    "office": _("Issuing office"),
    "city": _("Issuing city"),
    "mortgage": _("Mortgaged"),
    "pledge": _("Pledged"),
    "seizure": _("Under seizure"),
    "violations": _("Violations not settled"),
    "accidents": _("Accidents not settled"),
    "status": _("Status letters"),
}


# What the business at a counter needs of what a counter may learn at all.
_SEEN = ("plate", "plate_type", "type", "owner", "status")
NEEDED: dict[str, tuple[str, ...]] = {
    Business.VEHICLE_REGISTRATION: (
        *_SEEN,
        "vin",
        "engine",
        "model",
        "use",
        "inspection",
        "mortgage",
        "pledge",
        "seizure",
        "violations",
        "accidents",
    ),
    Business.VIOLATION: (*_SEEN, "violations"),
    Business.ACCIDENT: (*_SEEN, "vin", "model", "use", "inspection", "accidents"),
}


class VehicleLicenseKind:
    """Implements `BulkKind`; the subject of a credential is the vehicle's row number."""

    slug = SLUG
    number = 2
    service = Service.VEHICLE_LICENSE.value
    title = _("Electronic vehicle license")
    columns: Sequence[str] = COLUMNS
    claim_labels: Mapping[str, Any] = CLAIM_LABELS
    shared: Mapping[str, Collection[str]] = SHARED
    needed: Mapping[str, Collection[str]] = NEEDED
    compare = _(
        "Compare the plate and the VIN with the vehicle. "
        "On the road ask for the paper vehicle license as well: this does not replace it."
    )
    changed = _("Owner, plate, vehicle, use or issuing office has changed since this was issued.")
    # CASE keeps the cast away from other kinds' subjects, whatever order the planner chooses.
    tables = (
        "LEFT JOIN vehicles_vehicle v"
        " ON v.id = CASE WHEN c.kind = 'vehicle-license' THEN c.subject_ref::bigint END" + LIVE
    )

    def read(self, row: Sequence[Any]) -> Entry | None:
        return None if row[0] is None else entry_of(VehicleFacts(*row))

    def entry(self, ref: str) -> Entry | None:
        if not ref.isascii() or not ref.isdigit() or len(ref) > 18:
            return None
        found = facts_of([int(ref)])
        return entry_of(found[0]) if found else None

    def standing(self, entry: Entry, on: date, told: Collection[str] | None = None) -> Standing:
        return standing(entry.facts, on, told)

    def claims(self, entry: Entry, purpose: Purpose | None, on: date) -> dict[str, Any]:
        """Only what the purpose allows (PIPL article 6); no purpose is the holder's own full record."""
        facts: VehicleFacts = entry.facts
        full = _full(facts, on)
        if purpose is None:
            return full
        told = {name: full[name] for name in TOLD.get(purpose, ())}
        if "owner" in told and facts.is_personal and purpose not in (Purpose.ROADSIDE, Purpose.COUNTER):
            told["owner"] = mask_name(facts.owner_name)
        return told

    def say(self, name: str, value: Any) -> str:
        return said(name, value)

    def card(self, entry: Entry, on: date) -> CardFace:
        return face_of(self.title, entry.facts, on)

    def refusals(self, entry: Entry, at: datetime) -> list[RuleViolation]:
        return refusals(entry.facts, at)

    def candidates(self, city_code: str) -> Iterator[str]:
        rows = Vehicle.objects.filter(city_id=city_code).order_by("pk").values_list("pk", flat=True)
        return map(str, rows.iterator(chunk_size=10_000))

    def entries(self, refs: Sequence[str]) -> list[Entry]:
        return [entry_of(facts) for facts in facts_of([int(ref) for ref in refs])]

    def look_up(self, written: Sequence[str]) -> dict[str, tuple[str, str]]:
        """By VIN, or by plate type and number in one word such as 02苏Z12345; one vehicle for each."""
        plates = [(text[:2], text[2:]) for text in written]
        found: dict[str, tuple[str, str]] = {}
        for column, values in (("vin", written), ("plate_number", [number for _type, number in plates])):
            rows = Vehicle.objects.filter(**{f"{column}__in": values}).order_by("registered_on", "pk")
            for pk, city, vin, kind, number in rows.values_list(
                "pk", "city_id", "vin", "plate_type", "plate_number"
            ):
                found[vin if column == "vin" else kind + number] = (str(pk), city)
        return {text: found[text] for text in written if text in found}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _full(facts: VehicleFacts, on: date) -> dict[str, Any]:
    """Everything, for the owner's own record."""
    return {**_pages(facts), **_state(facts, on)}


def _pages(facts: VehicleFacts) -> dict[str, Any]:
    size = f"{facts.length} × {facts.width} × {facts.height}" if facts.length else ""
    return {
        "plate": facts.plate_number,
        "plate_type": facts.plate_type,
        "vin": facts.vin,
        "engine": facts.engine_number,
        "type": facts.vehicle_type,
        "model": f"{facts.brand} {facts.model}".strip(),
        "use": facts.use_character,
        "color": facts.colors,
        "fuel": facts.fuels,
        "owner": facts.owner_name,
        "address": facts.address,
        "registered": _iso(facts.registered_on),
        "issued": _iso(facts.issued_on),
        "file_number": facts.file_number,
        "seats": facts.seats,
        "mass": facts.gross_mass,
        "load": facts.load_mass,
        "size": size,
        "remarks": facts.remarks,
        "office": facts.office,
        "city": facts.city_code,
    }


def _state(facts: VehicleFacts, on: date) -> dict[str, Any]:
    letters = codes_on(facts, on)
    violations, accidents = unsettled(facts, letters)
    return {
        "inspection": _iso(facts.inspection_valid_until),
        "insurance": _iso(facts.insured_until),
        "scrap": _iso(facts.scrap_on),
        "mortgage": facts.mortgaged_since is not None,
        "pledge": facts.pledged_since is not None,
        "seizure": "K" in letters,
        "violations": violations,
        "accidents": accidents,
        "status": list(letters),
    }
