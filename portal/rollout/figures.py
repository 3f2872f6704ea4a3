"""Figures about the rollout: counts by day as this portal has them, and what was said officially."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from portal.audit.actions import Action
from portal.audit.log import record
from portal.core.actors import Actor
from portal.core.subjects import Subject
from portal.rollout.models import DayCount, Figure, TotalCount

Measure = DayCount.Measure
MOST_DAYS, USUAL_DAYS = 366, 7


@dataclass(frozen=True, slots=True)
class Counts:
    """How many were issued and how many were checked."""

    issued: int = 0
    verified: int = 0


@dataclass(frozen=True, slots=True)
class Day:
    """Counts of one day."""

    day: date
    counts: Counts


@dataclass(frozen=True, slots=True)
class Bars:
    """One measure, day by day: its sum, its busiest day, and a bar (x, y, height) for each day with any.

    A height is the share of the busiest day in per cent; a day is ten wide.
    """

    total: int
    most: int
    bars: list[tuple[int, int, int]]


@transaction.atomic
def keep(*, figure: Figure, actor: Actor, at: datetime) -> Figure:
    """Write an official figure down or change it."""
    figure.save()
    facts: dict[str, Any] = {
        "text": figure.text_en,
        "as_of": figure.as_of.isoformat(),
        "published": figure.is_published,
    }
    subject = Subject("figure", str(figure.pk))
    record(Action.FIGURE_CHANGED, subject=subject, actor=actor, at=at, source=figure.source, **facts)
    return figure


def official(service: str) -> Sequence[Figure]:
    """The published sentences about a service, or about all, newest first. One statement."""
    rows = Figure.objects.filter(is_published=True)
    return list(rows.filter(service=service) if service else rows)


def by_city(*, service: str = "", city_code: str = "") -> dict[tuple[str, str], Counts]:
    """Everything counted so far, by service and city. One statement over a small table."""
    wanted = {"service": service, "city_id": city_code}
    rows = TotalCount.objects.filter(**{name: value for name, value in wanted.items() if value})
    found: dict[tuple[str, str], dict[str, int]] = {}
    for kind, code, measure, number in rows.values_list("service", "city_id", "measure", "count"):
        found.setdefault((kind, code), {})[measure] = number
    return {key: Counts(**counts) for key, counts in found.items()}


def by_day(
    at: datetime, *, days: int, service: str = "", province_code: str = "", city_code: str = ""
) -> list[Day]:
    """The last days, today last, each with its counts; days without any are there too. One statement."""
    today = timezone.localdate(at)
    since = today - timedelta(days=days - 1)
    rows = _counted(service, province_code, city_code).filter(day__gte=since, day__lte=today)
    found: dict[date, dict[str, int]] = {}
    for day, measure, number in rows.values_list("day", "measure").annotate(number=Sum("count")):
        found.setdefault(day, {})[measure] = number
    counts = [Counts(**found.get(since + timedelta(days=n), {})) for n in range(days)]
    return [Day(since + timedelta(days=n), c) for n, c in enumerate(counts)]


def bars(numbers: Sequence[int]) -> Bars:
    """What there is to draw of the counts of consecutive days."""
    most = max(numbers)
    heights = enumerate(_share(number, most) for number in numbers)
    return Bars(sum(numbers), most, [(10 * n, 100 - height, height) for n, height in heights if height])


def read_days(text: str) -> int | None:
    """How many days are asked for: the usual number when nothing is said, None for what is no answer."""
    if not text:
        return USUAL_DAYS
    good = text.isascii() and text.isdecimal() and len(text) <= 3 and int(text) <= MOST_DAYS
    return int(text) if good else None


def daily(at: datetime, *, days: int, service: str = "", city_code: str = "") -> Iterable[dict[str, Any]]:
    """Counts by day, service and city of the last days as JSON values; only where there is something."""
    today = timezone.localdate(at)
    rows = _counted(service, "", city_code).filter(day__gt=today - timedelta(days=days), day__lte=today)
    found: dict[tuple[date, str, str], dict[str, int]] = {}
    columns = ("day", "service", "city_id", "measure", "count")
    for day, kind, code, measure, number in rows.order_by(*columns[:3]).values_list(*columns):
        found.setdefault((day, kind, code), {"issued": 0, "verified": 0})[measure] = number
    for (day, kind, code), counts in found.items():
        yield {"day": day.isoformat(), "service": kind, "city": code, **counts}


def _counted(service: str, province_code: str, city_code: str) -> Any:
    rows = DayCount.objects.order_by()
    wanted = {"service": service, "city__province_code": province_code, "city_id": city_code}
    return rows.filter(**{name: value for name, value in wanted.items() if value})


def _share(number: int, most: int) -> int:
    return max(2, round(100 * number / most)) if number else 0
