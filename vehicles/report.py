"""The history of a vehicle for whoever may buy it: a signed PDF with a watermark, made by the owner."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.audit.actions import Action
from portal.audit.log import record
from portal.core.actors import Actor
from portal.core.errors import RuleViolation
from portal.core.masking import mask_name
from portal.core.references import new_reference
from portal.credentials import certificates
from portal.documents import pdf
from vehicles.applying import subject
from vehicles.claim_words import said
from vehicles.copying import latest_day
from vehicles.credential import live_copies
from vehicles.facts import VehicleFacts, facts_of
from vehicles.models import Accident, Encumbrance, Handover, Inspection, Seizure, Vehicle, Violation
from vehicles.plates import plate_of
from vehicles.querysets import VehicleQuerySet
from vehicles.standing import standing, unsettled

MOST = 40  # lines of one kind
REPEATS = range(6)  # of the watermark on a page


@dataclass(frozen=True, slots=True, repr=False)
class History:
    """What the register knows of a vehicle's past, under whatever plate; new owners came on `passed_on`."""

    facts: VehicleFacts
    passed_on: Sequence[date]
    inspections: Sequence[Inspection]
    encumbrances: Sequence[Encumbrance]
    seizures: Sequence[Seizure]
    accidents: Sequence[Accident]
    violations: int


@dataclass(frozen=True, slots=True)
class Words:
    """Codes of the register as words, in the language that is active when the template asks."""

    facts: VehicleFacts

    @property
    def plate_type(self) -> str:
        return said("plate_type", self.facts.plate_type)

    @property
    def type(self) -> str:
        return said("type", self.facts.vehicle_type)

    @property
    def use(self) -> str:
        return said("use", self.facts.use_character)

    @property
    def fuels(self) -> str:
        return said("fuel", self.facts.fuels)


def history_of(vehicle: Vehicle) -> History:
    """Eight statements, whatever has happened to the vehicle."""
    same = Vehicle.objects.filter(vin=vehicle.vin)  # under whatever plate

    def rows(model: Any, order: str) -> list[Any]:
        return list(model.objects.filter(vehicle__in=same).order_by(f"-{order}", "-pk")[:MOST])

    return History(
        facts=facts_of([vehicle.pk])[0],
        passed_on=_passed_on(same),
        inspections=rows(Inspection, "inspected_on"),
        encumbrances=rows(Encumbrance, "registered_on"),
        seizures=rows(Seizure, "seized_on"),
        accidents=rows(Accident, "happened_at"),
        violations=Violation.objects.filter(vehicle__in=same).count(),
    )


def _passed_on(same: VehicleQuerySet) -> list[date]:
    """The days of new owners under one plate, and those on which a new plate came with a new owner."""
    told = Handover.objects.filter(vehicle__in=same).order_by("-happened_on", "-pk")
    days = set(told.values_list("happened_on", flat=True)[:MOST])
    plates = same.order_by("issued_on", "pk").values_list("owner_id", "organization_code", "issued_on")[:MOST]
    days |= {after[2] for before, after in pairwise(plates) if before[:2] != after[:2]}
    return sorted(days)


@transaction.atomic
def make(*, vehicle: Vehicle, recipient: str, until: date, actor: Actor, at: datetime) -> bytes:
    """The finished report in both languages; written into the audit trail, kept nowhere.

    Raises RuleViolation: `not_the_owner`, `report_not_made`, `copy_recipient_missing`, `copy_term_wrong`.
    """
    today = timezone.localdate(at)
    if not Vehicle.objects.held_by(actor).filter(pk=vehicle.pk).exists():
        raise RuleViolation("not_the_owner")
    history = history_of(vehicle)
    if not live_copies([history.facts]) or standing(history.facts, today).tone == "void":
        raise RuleViolation("report_not_made")
    whom = " ".join(recipient.split())[:40]
    if not whom:
        raise RuleViolation("copy_recipient_missing")
    if not today <= until <= latest_day(today):
        raise RuleViolation("copy_term_wrong", latest=latest_day(today).isoformat())
    number = new_reference("VR", on=today)
    record(
        Action.VEHICLE_REPORT_MADE,
        subject=subject(vehicle.pk),
        actor=actor,
        person_id=vehicle.owner_id,
        at=at,
        report=number,
        until=until.isoformat(),
    )
    return _signed(history, number, whom, until, at)


def _signed(history: History, number: str, whom: str, until: date, at: datetime) -> bytes:
    with override("zh-hans"):
        purpose = _("For the sale of the vehicle")
    facts = history.facts
    now = standing(facts, timezone.localdate(at))
    open_now, _accidents = unsettled(facts, now.codes)
    context = {
        "history": history,
        "facts": facts,
        "words": Words(facts),
        "plate": plate_of(facts.plate_type, facts.plate_number),
        "owner": mask_name(facts.owner_name) if facts.is_personal else facts.owner_name,
        "standing": now,
        "unsettled": open_now,
        "recorded": max(history.violations, open_now),
        "number": number,
        "mark": f"{purpose} · {whom} · {timezone.localdate(at).isoformat()} – {until.isoformat()} · {number}",
        "repeats": REPEATS,
        "recipient": whom,
        "until": until,
        "made_at": at,
        "site_name": settings.SITE_NAME,
        "demo": settings.DEMO,
        "languages": [code for code, _name in settings.LANGUAGES],
    }
    page = pdf.render("vehicles/report_pdf.html", context, language=settings.LANGUAGE_CODE)
    return certificates.sign(page, at=at)
