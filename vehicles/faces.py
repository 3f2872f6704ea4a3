"""Both pages of the vehicle license as rows for a card, and its live state, each line with its time."""

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.core.languages import register_language
from portal.core.masking import mask_name
from portal.credentials.kinds import CardFace, Condition, Row
from vehicles.codes import Color, Fuel, PlateType, StatusLetter, UseCharacter, labels_of
from vehicles.facts import VehicleFacts
from vehicles.plates import plate_of
from vehicles.standing import codes_on, is_seized
from vehicles.vehicle_types import vehicle_type_name

CARRY_PAPER = _(
    "Carry the paper vehicle license on the road: the law still asks for it "
    "(Road Traffic Safety Law, article 11). This card is for counters, companies and other business."
)
PAPER_NEEDED = (
    _("Whenever the vehicle is driven on a road."),
    _("For business in which the paper is taken back or written on."),
    _("When the vehicle or its license is taken as evidence after an accident."),
)
NONE, NO_ENTRY = _("None"), _("No record")
FLAGGED = _("yes, by its state in the register")  # a letter whose entry has not come yet


def face_of(title: Any, facts: VehicleFacts, on: date) -> CardFace:
    """What the card of a vehicle shows; the owner's name is whole: it is the owner's card."""
    return CardFace(
        title=title,
        rows=_front(facts),
        back_rows=_back(facts),
        issuer=facts.office,
        paper_needed=PAPER_NEEDED,
        register_as_of=facts.as_of,
        conditions=conditions(facts, on),
        caution=CARRY_PAPER,
        banner="vehicles/_plate.html",
        banner_facts=plate_of(facts.plate_type, facts.plate_number),
        copy_url=reverse("vehicles:copy", args=[facts.id]),
        authorize_url=reverse("vehicles:authorizations", args=[facts.id]),
    )


def _front(facts: VehicleFacts) -> tuple[Row, ...]:
    lang = register_language()
    rows = (
        Row(_("Owner"), facts.owner_name, lang),
        Row(_("Model"), f"{facts.brand} {facts.model}".strip(), lang),
        Row(_("Vehicle type"), vehicle_type_name(facts.vehicle_type)),
        Row(_("Use character"), str(UseCharacter(facts.use_character).label)),
        Row(_("Energy"), labels_of(facts.fuels, Fuel)),
        Row(_("Body color"), labels_of(facts.colors, Color)),
        Row(_("Vehicle identification number"), facts.vin),
        Row(_("Engine number"), facts.engine_number),
        Row(_("Date of registration"), facts.registered_on.isoformat()),
        Row(_("Date of issue"), facts.issued_on.isoformat()),
    )
    return tuple(row for row in rows if row.value)


def _back(facts: VehicleFacts) -> tuple[Row, ...]:
    lang = register_language()
    rows = (
        Row(_("Plate type"), str(PlateType(facts.plate_type).label)),
        Row(_("File number"), facts.file_number),
        Row(_("Address"), facts.address, lang),
        Row(_("Approved number of persons"), _number(facts.seats)),
        Row(_("Persons in the cab"), _number(facts.cab_seats)),
        Row(_("Gross mass"), _number(facts.gross_mass, "kg")),
        Row(_("Curb mass"), _number(facts.curb_mass, "kg")),
        Row(_("Approved load"), _number(facts.load_mass, "kg")),
        Row(_("Length × width × height"), _size(facts)),
        Row(_("Approved towing mass"), _number(facts.towing_mass, "kg")),
        Row(_("Power"), _number(facts.power, "kW")),
        Row(_("Axles"), _number(facts.axles)),
        Row(_("Inspection record"), facts.inspection_record, lang),
        Row(_("To be scrapped by"), facts.scrap_on.isoformat() if facts.scrap_on else ""),
        Row(_("Remarks"), facts.remarks, lang),
        Row(_("Issuing office"), facts.office, lang),
    )
    return tuple(row for row in rows if row.value)


def conditions(facts: VehicleFacts, on: date) -> tuple[Condition, ...]:
    """The live state, one line each, with the time at which the register last said something about it."""

    def line(label: Any, word: Any, tone: str, as_of: datetime | None) -> Condition:
        return Condition(label, word, tone, as_of or facts.as_of)

    letters = codes_on(facts, on)
    seized = facts.seized_since if is_seized(facts, on) else None
    return (
        line(_("Inspection"), *_inspection(facts, on, "Q" in letters), facts.inspection_as_of),
        line(*_insurance(facts, on), facts.insurance_as_of),
        line(pgettext_lazy("burden", "Mortgage"), *_open(facts.mortgaged_since), facts.encumbrance_as_of),
        line(_("Pledge"), *_open(facts.pledged_since), facts.encumbrance_as_of),
        line(_("Seizure"), *_open(seized, "K" in letters), facts.seizure_as_of),
        line(
            _("Violations not settled"), *_counted(facts.violations, "G" in letters), facts.violations_as_of
        ),
        line(_("Accidents not settled"), *_counted(facts.accidents, "I" in letters), facts.accidents_as_of),
    )


def _inspection(facts: VehicleFacts, on: date, flagged: bool) -> tuple[Any, str]:
    until = facts.inspection_valid_until
    if until < on:
        return _dated(_("overdue since {date}"), until), "abnormal"
    if flagged:
        return StatusLetter.INSPECTION_OVERDUE.label, "abnormal"
    return _dated(_("valid until {date}"), until), "normal"


def _insurance(facts: VehicleFacts, on: date) -> tuple[Any, Any, str]:
    label = _("Compulsory insurance")
    if facts.insured_until is None:
        return label, NO_ENTRY, "notice"
    if facts.insured_until < on:
        return label, _dated(_("ended on {date}"), facts.insured_until), "abnormal"
    return label, _dated(_("valid until {date}"), facts.insured_until), "normal"


def _open(day: date | None, flagged: bool = False) -> tuple[Any, str]:
    if day is not None:
        return _dated(_("since {date}"), day), "notice"
    return (FLAGGED, "notice") if flagged else (NONE, "normal")


def _counted(number: int, flagged: bool) -> tuple[Any, str]:
    if number:
        return str(number), "notice"
    return (FLAGGED, "notice") if flagged else (NONE, "normal")


def _dated(words: Any, day: date) -> Any:
    return format_lazy(words, date=day.isoformat())


def _number(value: Any, unit: str = "") -> str:
    return "" if value is None else f"{value} {unit}".strip()


def _size(facts: VehicleFacts) -> str:
    return f"{facts.length} × {facts.width} × {facts.height} mm" if facts.length else ""


def owner_masked(facts: VehicleFacts) -> str:
    """The owner as others may read it: a person's name is hidden, a unit's is public."""
    return mask_name(facts.owner_name) if facts.is_personal else facts.owner_name
