"""Which city is open for what since when: the figures of the public page, the files and the API."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Count, F, Q

from portal.core.languages import is_chinese
from portal.rollout import figures
from portal.rollout.figures import Counts, Day
from portal.rollout.models import Activation, City, Figure
from portal.rollout.services import Service

OPEN, PLANNED, PAUSED = "open", "planned", "paused"
COLUMNS = (
    "as_of",
    "service",
    "city_code",
    "city",
    "city_en",
    "province",
    "province_en",
    "state",
    "open_since",
    "planned_for",
    "batch",
    "issued",
    "verified",
)


@dataclass(frozen=True, slots=True)
class Opening:
    """One city and one service. `since` is set once it is open, `planned_for` as long as it is not."""

    city: City
    service: Service
    state: str
    since: datetime | None
    planned_for: datetime | None
    batch: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class ProvinceFigures:
    code: str
    name: str
    cities: int
    open: int
    planned: int


def openings(
    at: datetime,
    *,
    service: str = "",
    city_code: str = "",
    province_code: str = "",
    with_counts: bool = False,
) -> list[Opening]:
    """Every approved plan and every opening, by service and city code. One statement, one for the counts."""
    rows = Activation.objects.announced().select_related("city", "batch").order_by("service", "city_id")
    for name, value in (("service", service), ("city_id", city_code), ("city__province_code", province_code)):
        rows = rows.filter(**{name: value}) if value else rows
    counted = figures.by_city(service=service, city_code=city_code) if with_counts else {}
    return [_opening(row, at, counted.get((row.service, row.city_id), Counts())) for row in rows]


def _opening(row: Activation, at: datetime, counts: Counts) -> Opening:
    began = row.activated_at is not None and row.activated_at <= at
    state = PLANNED if not began else PAUSED if row.paused_at else OPEN
    return Opening(
        city=row.city,
        service=Service(row.service),
        state=state,
        since=row.activated_at if began else None,
        planned_for=None if began else row.opens_at,
        batch=row.batch.name,
        counts=counts,
    )


def provinces(at: datetime, service: str) -> list[ProvinceFigures]:
    """How many cities of each province are open or planned for a service. One statement."""
    opened = Q(activations__service=service, activations__activated_at__lte=at)
    column = "province_name" if is_chinese() else "province_name_en"
    rows = (
        City.objects.values("province_code", title=F(column))
        .annotate(
            cities=Count("pk", distinct=True),
            open=Count("pk", filter=opened & Q(activations__paused_at__isnull=True), distinct=True),
            planned=Count(
                "pk",
                filter=Q(activations__service=service, activations__activated_at__isnull=True)
                & ~Q(activations__batch__status="planned"),
                distinct=True,
            ),
        )
        .order_by("province_code")
    )
    return [
        ProvinceFigures(row["province_code"], row["title"], row["cities"], row["open"], row["planned"])
        for row in rows
    ]


def as_data(
    at: datetime, *, service: str = "", city_code: str = "", days: int = figures.USUAL_DAYS
) -> dict[str, Any]:
    """Openings, counts of the last days and official figures as JSON values. Four statements."""
    found = openings(at, service=service, city_code=city_code, with_counts=True)
    return {
        "as_of": _utc(at),
        "openings": [_datum(one) for one in found],
        "daily": list(figures.daily(at, days=days, service=service, city_code=city_code)),
        "official_figures": [_figure(one) for one in figures.official(service)],
    }


def _figure(figure: Figure) -> dict[str, str]:
    names = ("service", "text", "text_en", "source", "source_url")
    return {"as_of": figure.as_of.isoformat(), **{name: getattr(figure, name) for name in names}}


def as_rows(found: Iterable[Opening], at: datetime) -> Iterable[list[Any]]:
    """The openings as rows of a table, in the order of COLUMNS."""
    for opening in found:
        datum = _datum(opening)
        city = datum["city"]
        yield [
            _utc(at) or "",
            datum["service"],
            *(city[name] for name in ("code", "name", "name_en", "province", "province_en")),
            *(datum[name] or "" for name in ("state", "open_since", "planned_for", "batch")),
            datum["issued"],
            datum["verified"],
        ]


def _datum(opening: Opening) -> dict[str, Any]:
    city = opening.city
    return {
        "service": str(opening.service),
        "city": {
            "code": city.code,
            "name": city.name,
            "name_en": city.name_en,
            "province": city.province_name,
            "province_en": city.province_name_en,
        },
        "state": opening.state,
        "open_since": _utc(opening.since),
        "planned_for": _utc(opening.planned_for),
        "batch": opening.batch,
        "issued": opening.counts.issued,
        "verified": opening.counts.verified,
    }


def _utc(at: datetime | None) -> str | None:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else None


def sums(provinces: Sequence[ProvinceFigures], days: Sequence[Day], chosen: str) -> dict[str, int]:
    """What stands large on the page: cities, and counts of today."""
    here = [province for province in provinces if not chosen or province.code == chosen]
    return {
        "total": sum(province.cities for province in here),
        "open": sum(province.open for province in here),
        "planned": sum(province.planned for province in here),
        "issued_today": days[-1].counts.issued,
        "verified_today": days[-1].counts.verified,
    }
