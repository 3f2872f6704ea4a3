"""What pages show a person about vehicles: ready words, tones and addresses."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.actors import Actor
from portal.core.languages import register_language
from portal.credentials.kinds import Condition, Standing
from portal.rollout import gates, waiting
from portal.rollout.models import Activation
from portal.rollout.services import Service
from vehicles.applying import refusals_now
from vehicles.credential import live_copies
from vehicles.eligibility import refusals
from vehicles.faces import conditions
from vehicles.facts import VehicleFacts, facts_of
from vehicles.models import Vehicle
from vehicles.plates import Plate, plate_of
from vehicles.standing import standing
from vehicles.vehicle_types import vehicle_type_name
from vehicles.wording import Explanation, explain

MOST = 100


@dataclass(frozen=True, slots=True)
class VehicleCard:
    """A vehicle in a list: plate, what it is, how it stands, and where its card is, if there is one."""

    plate: Plate
    model: str
    type_name: str
    owner: str
    lang: str
    standing: Standing
    url: str
    card_url: str
    may_apply: bool
    organization: str


@dataclass(frozen=True, slots=True)
class Offer:
    """Something a person can apply for now."""

    title: Any
    text: Any
    action: Any
    url: str


@dataclass(frozen=True, slots=True)
class Situation:
    """Where a vehicle stands before applying: `stage` is one of held, refused, closed, ready, read_only."""

    stage: str
    card: VehicleCard
    conditions: tuple[Condition, ...]
    refusals: tuple[Explanation, ...] = ()
    opening: Activation | None = None
    waits: bool = False
    city: str = ""
    office: str = ""

    @property
    def advice(self) -> list[Any]:
        """What can be done about the refusals, each said once."""
        return list({str(bar.advice): bar.advice for bar in self.refusals}.values())


def vehicle_url(vehicle_id: int) -> str:
    return reverse("vehicles:vehicle", args=[vehicle_id])


def _card(facts: VehicleFacts, credential: Any, may_apply: bool, at: datetime) -> VehicleCard:
    return VehicleCard(
        plate=plate_of(facts.plate_type, facts.plate_number),
        model=f"{facts.brand} {facts.model}".strip(),
        type_name=vehicle_type_name(facts.vehicle_type),
        owner=facts.owner_name,
        lang=register_language(),
        standing=standing(facts, timezone.localdate(at)),
        url=vehicle_url(facts.id),
        card_url=reverse("credentials:card", args=[credential.pk]) if credential and may_apply else "",
        may_apply=may_apply,
        organization="" if facts.is_personal else facts.owner_name,
    )


def vehicles_of(actor: Actor, at: datetime) -> list[VehicleCard]:
    """Own vehicles first, then those of the organizations one works for; four statements."""
    own = list(Vehicle.objects.of_person(actor).order_by("pk").values_list("pk", flat=True)[:MOST])
    rest = Vehicle.objects.of_organizations(actor).order_by("organization_code", "pk")
    ids = [*own, *rest.values_list("pk", flat=True)[:MOST]]
    facts = facts_of(ids)
    live = live_copies(facts)
    acting = set(Vehicle.objects.held_by(actor).filter(pk__in=ids).values_list("pk", flat=True))
    return [_card(row, live.get(row.id), row.id in acting, at) for row in facts]


def situation_of(vehicle: Vehicle, actor: Actor, at: datetime) -> Situation:
    """What the page of one vehicle has to say to this visitor."""
    facts = facts_of([vehicle.pk])[0]
    credential = live_copies([facts]).get(vehicle.pk)
    may_apply = Vehicle.objects.held_by(actor).filter(pk=vehicle.pk).exists()
    card = _card(facts, credential, may_apply, at)
    live = conditions(facts, timezone.localdate(at))
    if not may_apply:
        return Situation("read_only", card, live)
    if credential is not None:
        return Situation("held", card, live)
    bars = refusals_now(facts, at)
    if not bars:
        return Situation("ready", card, live)
    city = vehicle.city.local_name
    by_law = tuple(explain(bar) for bar in bars if bar.code != "city_not_open")
    if by_law:
        return Situation("refused", card, live, refusals=by_law, city=city, office=facts.office)
    planned = gates.planned(Service.VEHICLE_LICENSE, vehicle.city_id, at)
    waits = Service.VEHICLE_LICENSE in waiting.services_of(actor.person_id or 0, vehicle.city_id)
    return Situation("closed", card, live, opening=planned, waits=waits, city=city)


def offers_of(actor: Actor, at: datetime, carded: Collection[int] = ()) -> list[Offer]:
    """One line for the wallet while an own vehicle could have a card and is not among the `carded`.

    One statement for who has a card for each, a few for who has not.
    """
    own = Vehicle.objects.of_person(actor).exclude(pk__in=carded).order_by("pk")
    facts = facts_of(list(own.values_list("pk", flat=True)[:MOST]))
    live = live_copies(facts) if facts else {}
    eligible = [row for row in facts if row.id not in live and not refusals(row, at)]
    cities = {row.city_code for row in eligible}
    opened = {city for city in cities if gates.is_open(Service.VEHICLE_LICENSE, city, at)}
    waiting = [row for row in eligible if row.city_code in opened]
    if not waiting:
        return []
    where = vehicle_url(waiting[0].id) if len(waiting) == 1 else reverse("vehicles:list")
    text = _("For counters and companies; on the road you still carry the paper.")
    return [Offer(_("Electronic vehicle license"), text, _("Apply now"), where)]
