"""One city and its services: what is open, what is planned for when, and whom to tell when it opens."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from portal.rollout import cards, waiting
from portal.rollout.figures import Counts
from portal.rollout.models import City
from portal.rollout.services import Service

# Where a person begins with a service; one without a page is open at the counter only.
_STARTS = {Service.DRIVER_LICENSE: "licenses:apply-start", Service.VEHICLE_LICENSE: "vehicles:list"}


@dataclass(frozen=True, slots=True)
class ServiceHere:
    """One service in this city; `start_url` only where one can begin now, `waits` of who is signed in."""

    slug: str
    title: Any
    state: str
    day: datetime | None
    start_url: str
    waits: bool
    counts: Counts

    @property
    def is_open(self) -> bool:
        return self.state == cards.OPEN


@dataclass(frozen=True, slots=True)
class CityPage:
    code: str
    name: str
    province: str
    services: Sequence[ServiceHere]


def city_page(city: City, person_id: int | None, at: datetime) -> CityPage:
    """Three statements; two for whoever is not signed in."""
    openings = {
        opening.service: opening for opening in cards.openings(at, city_code=city.pk, with_counts=True)
    }
    waits = waiting.services_of(person_id, city.pk) if person_id else set()
    rows = []
    for service in Service:
        opening = openings.get(service)
        state = opening.state if opening else "closed"
        rows.append(
            ServiceHere(
                slug=service.value,
                title=service.label,
                state=state,
                day=(opening.since or opening.planned_for) if opening else None,
                start_url=start_of(service) if state == cards.OPEN else "",
                waits=service.value in waits,
                counts=opening.counts if opening else Counts(),
            )
        )
    return CityPage(city.pk, city.local_name, city.local_province_name, rows)


def start_of(service: Service | str) -> str:
    """Where a person begins with a service, or nothing."""
    name = _STARTS.get(Service(service))
    return reverse(name) if name else ""
