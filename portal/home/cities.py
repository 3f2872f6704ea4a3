"""“Is my city in?”: find a city by name, and what is open there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from portal.rollout import cards
from portal.rollout.models import City
from portal.rollout.services import Service

LONGEST_NAME = 40
MOST_FOUND = 30


@dataclass(frozen=True, slots=True)
class ServiceAnswer:
    """One service in one city: `state` is open, planned, paused or closed, `day` the date of it."""

    title: Any
    state: str
    day: datetime | None


@dataclass(frozen=True, slots=True)
class CityAnswer:
    code: str
    name: str
    province: str
    licenses_open: bool
    services: Sequence[ServiceAnswer]


_provinces: list[City] = []


def provinces() -> list[City]:
    """One city of each province, for a list to choose from; read once, divisions come with a release."""
    if not _provinces:
        _provinces[:] = City.objects.order_by("province_code", "code").distinct("province_code")
    return _provinces


def found(text: str, province_code: str) -> list[City]:
    """Cities whose name begins with the text (Chinese or pinyin), or all of a province."""
    text = text.replace("\0", "").strip()[:LONGEST_NAME]
    cities = City.objects.order_by("code")
    if province_code:
        cities = cities.filter(province_code=province_code)
    if text:
        cities = cities.filter(Q(name__istartswith=text) | Q(name_en__istartswith=text))
    return list(cities[: MOST_FOUND if not province_code else None]) if text or province_code else []


def answer(city: City, at: datetime) -> CityAnswer:
    """What the city offers now and what is planned. One statement."""
    openings = {opening.service: opening for opening in cards.openings(at, city_code=city.code)}
    services = [_service(service, openings.get(service)) for service in Service]
    return CityAnswer(
        code=city.code,
        name=city.local_name,
        province=city.local_province_name,
        licenses_open=services[0].state == cards.OPEN,
        services=services,
    )


def _service(service: Service, opening: cards.Opening | None) -> ServiceAnswer:
    if opening is None:
        return ServiceAnswer(service.label, "closed", None)
    return ServiceAnswer(service.label, opening.state, opening.since or opening.planned_for)
