"""What the pages of authorizations show: ready words, tones and addresses."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Person
from portal.core.actors import Actor
from portal.core.names import same_name
from portal.credentials.models import Credential
from portal.credentials.wallet import Look, looks_at
from portal.grants import granting
from portal.grants.models import Grant
from vehicles.cards import Offer
from vehicles.facts import VehicleFacts
from vehicles.lending.authorizing import given_for
from vehicles.lending.credential import SLUG
from vehicles.lending.facts import UseFacts, last_day_of, use_of
from vehicles.plates import Plate, plate_of
from vehicles.vehicle_types import vehicle_type_name

MOST = 50
LOOKS = 20
TONES = {"waiting": "notice", "accepted": "normal", "declined": "void", "ended": "void"}
LAPSED = _("Term over")


@dataclass(frozen=True, slots=True, repr=False)
class Given:
    """One authorization in the owner's list; `end_url` while it can be ended."""

    name: str
    id_number: str
    purpose: Any
    last_day: date
    tone: str
    label: Any
    end_url: str


@dataclass(frozen=True, slots=True, repr=False)
class Offered:
    """One authorization as the person meant sees it; `stage` is waiting, accepted or over."""

    stage: str
    plate: Plate
    type_name: str
    owner: str
    purpose: Any
    last_day: date
    card_url: str
    label: Any


def given(row: Grant, vehicle_id: int, at: datetime) -> Given:
    is_open = row.status in ("waiting", "accepted") and row.valid_until > at
    lapsed = row.status in ("waiting", "accepted") and not is_open
    end_url = reverse("vehicles:authorization-end", args=[vehicle_id, row.pk]) if is_open else ""
    return Given(
        name=row.grantee_name,
        id_number=row.grantee_masked,
        purpose=row.get_purpose_display(),
        last_day=last_day_of(row.valid_until),
        tone="void" if lapsed else TONES[row.status],
        label=LAPSED if lapsed else row.get_status_display(),
        end_url=end_url,
    )


def given_by_owner(facts: VehicleFacts, at: datetime) -> tuple[list[Given], list[Given]]:
    """Open ones and earlier ones of the vehicle's owner, newest first."""
    rows = [given(row, facts.id, at) for row in given_for(facts).order_by("-pk")[:MOST]]
    return [row for row in rows if row.end_url], [row for row in rows if not row.end_url]


def looks_of_owner(facts: VehicleFacts) -> list[Look]:
    """Who checked what this vehicle's authorized people showed, newest first."""
    ids = given_for(facts).order_by("-pk").values_list("pk", flat=True)
    return looks_at(Credential.objects.by_grants(ids), limit=LOOKS)


def addressed_grant(grant_id: int, actor: Actor) -> Grant | None:
    """The authorization, if number and name are the actor's; whatever became of it."""
    person = Person.objects.filter(pk=actor.person_id).first() if actor.person_id else None
    if person is None:
        return None
    row = Grant.objects.addressed_to(person).select_related("subject").filter(pk=grant_id).first()
    return row if row is not None and same_name(row.grantee_name, person.name) else None


def offered_to(grant: Grant, at: datetime) -> Offered | None:
    """What the person meant sees; None when the vehicle has left the register."""
    facts = use_of(grant.pk)
    if facts is None:
        return None
    card = Credential.objects.live().filter(kind=SLUG, subject_ref=str(grant.pk)).first()
    stage = _stage(grant, facts, at)
    return Offered(
        stage=stage,
        plate=plate_of(facts.vehicle.plate_type, facts.vehicle.plate_number),
        type_name=vehicle_type_name(facts.vehicle.vehicle_type),
        owner=facts.owner_masked,
        purpose=facts.purpose_words,
        last_day=facts.last_day,
        card_url=reverse("credentials:card", args=[card.pk]) if card and stage == "accepted" else "",
        label=grant.get_status_display() if stage != "over" or grant.status != "accepted" else LAPSED,
    )


def _stage(grant: Grant, facts: UseFacts, at: datetime) -> str:
    usable = grant.valid_until > at and facts.is_by_owner
    return str(grant.status) if usable and grant.status in ("waiting", "accepted") else "over"


def offers_of(actor: Actor, at: datetime) -> list[Offer]:
    """One line for the wallet for each authorization that waits for an answer; two statements."""
    person = Person.objects.filter(pk=actor.person_id).first() if actor.person_id else None
    if person is None:
        return []
    title = _("Somebody lets you use a vehicle license")
    return [
        Offer(
            title,
            row.get_purpose_display(),
            _("Look at the offer"),
            reverse("vehicles:offered", args=[row.pk]),
        )
        for row in granting.addressed(person, at)
        if row.status == Grant.Status.WAITING
    ]
