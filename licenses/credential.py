"""The electronic driver's license as a kind of credential: what may be issued, shown and told."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from licenses.claim_words import points_said, said
from licenses.codes import LicenseClass
from licenses.eligibility import refusals
from licenses.facts import COLUMNS, FIELDS, LicenseFacts
from licenses.models import DriverLicense
from licenses.standing import codes_on, standing
from portal.accounts.models import Person
from portal.accounts.purposes import Purpose
from portal.core.errors import RuleViolation
from portal.core.languages import register_language
from portal.core.masking import mask_id_number, mask_name
from portal.credentials.businesses import Business
from portal.credentials.kinds import CardFace, Entry, Row, Standing
from portal.credentials.models import Credential
from portal.rollout.services import Service

SLUG = "driver-license"
PAPER_NEEDED = (
    _("When the police must hold the license on the spot."),
    _("When 12 points have been reached or a penalty follows the general procedure."),
    _("For business in which the paper is taken back or written on."),
    _("When it is taken as evidence after an accident."),
)


def entry_of(facts: LicenseFacts) -> Entry:
    """A license as the credential room knows it."""
    return Entry(str(facts.id), facts.person_id, facts.city_code, facts.number, facts.fingerprint, facts)


def live_copy(facts: LicenseFacts) -> Credential | None:
    """The live credential that was issued for these very facts; one that must be applied for anew is none."""
    return (
        Credential.objects.live()
        .filter(kind=SLUG, subject_ref=str(facts.id), fingerprint=facts.fingerprint)
        .first()
    )


CLAIM_LABELS = {
    "name": _("Name"),
    "number": _("License number"),
    "gender": _("Sex"),
    "nationality": _("Nationality"),
    "birth_date": _("Date of birth"),
    "address": _("Address"),
    "classes": _("Class"),
    "first_issued_on": _("Date of first issue"),
    "valid_from": _("Valid from"),
    "valid_until": _("Valid until"),
    "file_number": _("File number"),
    "office": _("Issuing office"),
    "city": _("Issuing city"),
    "restrictions": _("Restrictions"),
    "record": _("Record"),
    "probation_until": _("Probation until"),
    "points": _("Points"),
    "status": _("Status letters"),
}


_CLASSES = frozenset({"classes", "first_issued_on", "restrictions", "probation_until"})
_STATE = frozenset({"status", "valid_until"})
_SHARED = {"status": _STATE, "class": _STATE | _CLASSES}


# What the business at a counter needs of what a counter may learn at all.
NEEDED: dict[str, tuple[str, ...]] = {
    Business.VEHICLE_REGISTRATION: ("name", "number"),
    Business.VIOLATION: ("name", "number", "classes", "valid_until", "status"),
    Business.ACCIDENT: ("name", "number", "classes", "valid_from", "valid_until", "restrictions", "status"),
}


class DriverLicenseKind:
    """Implements `CredentialKind`; the subject of a credential is the license's row number."""

    slug = SLUG
    number = 1
    service = Service.DRIVER_LICENSE.value
    title = _("Electronic driver's license")
    columns: Sequence[str] = COLUMNS
    claim_labels: Mapping[str, Any] = CLAIM_LABELS
    shared: Mapping[str, Collection[str]] = _SHARED
    needed: Mapping[str, Collection[str]] = NEEDED
    compare = _("Compare the photo and the name with the person.")
    changed = _("Class, validity or issuing office has changed since this was issued.")
    # CASE keeps the cast away from other kinds' subjects, whatever order the planner chooses.
    tables = (
        "LEFT JOIN licenses_driverlicense d"
        " ON d.id = CASE WHEN c.kind = 'driver-license' THEN c.subject_ref::bigint END"
        " LEFT JOIN accounts_person p ON p.id = d.person_id"
    )

    def read(self, row: Sequence[Any]) -> Entry | None:
        return None if row[0] is None else entry_of(LicenseFacts(*row))

    def entry(self, ref: str) -> Entry | None:
        if not ref.isascii() or not ref.isdigit() or len(ref) > 18:
            return None
        row = DriverLicense.objects.filter(pk=int(ref)).values_list(*FIELDS).first()
        return self.read(row) if row else None

    def standing(self, entry: Entry, on: date, told: Collection[str] | None = None) -> Standing:
        return standing(entry.facts, on)

    def claims(self, entry: Entry, purpose: Purpose | None, on: date) -> dict[str, Any]:
        """Only what the purpose allows (PIPL article 6); no purpose is the holder's own full record."""
        facts: LicenseFacts = entry.facts
        full = _full(facts, on)
        if purpose is None:
            return full
        told = {name: full[name] for name in _TOLD.get(purpose, ())}
        if "name" in told and purpose not in (Purpose.ROADSIDE, Purpose.COUNTER):
            told["name"] = mask_name(facts.name)
        return told

    def say(self, name: str, value: Any) -> str:
        return said(name, value)

    def card(self, entry: Entry, on: date) -> CardFace:
        facts: LicenseFacts = entry.facts
        return CardFace(
            title=self.title,
            rows=_front(facts),
            back_rows=_back(facts),
            issuer=facts.office,
            photo_id=facts.photo_id,
            paper_needed=PAPER_NEEDED,
            register_as_of=facts.as_of,
        )

    def refusals(self, entry: Entry, at: datetime) -> list[RuleViolation]:
        return refusals(entry.facts, at)

    def candidates(self, city_code: str) -> Iterator[str]:
        rows = DriverLicense.objects.filter(city_id=city_code).order_by("pk").values_list("pk", flat=True)
        return map(str, rows.iterator(chunk_size=10_000))

    def entries(self, refs: Sequence[str]) -> list[Entry]:
        wanted = RawSQL("SELECT unnest(%s::bigint[])", [list(map(int, refs))])
        rows = DriverLicense.objects.filter(pk__in=wanted).values_list(*FIELDS)
        return [entry_of(LicenseFacts(*row)) for row in rows]

    def look_up(self, written: Sequence[str]) -> dict[str, tuple[str, str]]:
        """By license number, which is the holder's ID number, or by file number."""
        found: dict[str, tuple[str, str]] = {}
        for column in ("file_number", "number"):
            rows = DriverLicense.objects.filter(**{f"{column}__in": written})
            for value, pk, city in rows.values_list(column, "pk", "city_id"):
                found[value] = (str(pk), city)
        return found


_IDENTIFYING = (
    "name",
    "number",
    "classes",
    "valid_from",
    "valid_until",
    "first_issued_on",
    "restrictions",
    "record",
    "status",
)
_TOLD: dict[str, tuple[str, ...]] = {
    Purpose.ROADSIDE: (*_IDENTIFYING, "points"),
    Purpose.COUNTER: _IDENTIFYING,
    Purpose.CAR_RENTAL: ("name", "classes"),
    Purpose.INSURANCE_PURCHASE: ("name", "classes", "first_issued_on"),
    Purpose.INSURANCE_CLAIM: ("name", "classes", "first_issued_on"),
    Purpose.RECRUITMENT: ("name", "classes", "first_issued_on", "probation_until"),
    Purpose.ROAD_TRANSPORT: ("name", "classes", "points"),
}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _full(facts: LicenseFacts, on: date) -> dict[str, Any]:
    return {
        "name": facts.name,
        "number": facts.number,
        "gender": facts.gender,
        "nationality": facts.nationality,
        "birth_date": _iso(facts.birth_date),
        "address": facts.address,
        "classes": list(facts.classes),
        "first_issued_on": _iso(facts.first_issued_on),
        "valid_from": _iso(facts.valid_from),
        "valid_until": _iso(facts.valid_until),
        "file_number": facts.file_number,
        "office": facts.office,
        "city": facts.city_code,
        "restrictions": facts.restrictions,
        "record": facts.record,
        "probation_until": _iso(facts.probation_until),
        "points": facts.points,
        "status": list(codes_on(facts, on)),
    }


def valid_period(facts: LicenseFacts) -> str:
    until = facts.valid_until.isoformat() if facts.valid_until else str(_("long-term"))
    return f"{facts.valid_from.isoformat()} – {until}"


def _front(facts: LicenseFacts) -> tuple[Row, ...]:
    nationality = str(_("China")) if facts.nationality == "CHN" else facts.nationality
    return (
        Row(_("Name"), facts.name, register_language()),
        Row(_("License number"), mask_id_number(facts.number)),
        Row(_("Class"), "".join(facts.classes)),
        Row(_("Points"), points_said(facts.points)),
        Row(_("Valid period"), valid_period(facts)),
        Row(_("Sex"), str(Person.Gender(facts.gender).label)),
        Row(_("Nationality"), nationality),
        Row(_("Date of birth"), facts.birth_date.isoformat()),
    )


def _back(facts: LicenseFacts) -> tuple[Row, ...]:
    lang = register_language()
    classes = "\n".join(f"{name} {LicenseClass(name).label}" for name in facts.classes)
    rows = (
        Row(_("Address"), facts.address, lang),
        Row(_("Issuing office"), facts.office, lang),
        Row(_("Date of first issue"), facts.first_issued_on.isoformat()),
        Row(_("File number"), facts.file_number),
        Row(_("Record"), facts.record, lang),
        Row(_("Restrictions"), facts.restrictions, lang),
        Row(_("Probation until"), _iso(facts.probation_until) or ""),
        Row(_("Meaning of the classes"), classes),
    )
    return tuple(row for row in rows if row.value)
