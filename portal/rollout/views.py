"""Which cities are open: a page, and the same as JSON and CSV; for everybody."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from portal.core.exports import csv_lines
from portal.rollout import cards, figures
from portal.rollout.services import Service
from portal.rollout.tilemap import tile_map

SHOWN_DAYS = 30
_DAILY = ("day", "service", "city", "issued", "verified")


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Map, counts and cities of one service; the cities of one province when it is chosen."""
    at = timezone.now()
    service = _one_of(request.GET.get("service", ""), Service.values) or Service.DRIVER_LICENSE
    provinces = cards.provinces(at, service)
    chosen = _one_of(request.GET.get("province", ""), [province.code for province in provinces])
    days = figures.by_day(at, days=SHOWN_DAYS, service=service, province_code=chosen)
    context = {
        "at": at,
        "service": Service(service),
        "services": Service.choices,
        "map": tile_map(provinces),
        "provinces": provinces,
        "chosen": chosen,
        "openings": cards.openings(at, service=service, province_code=chosen, with_counts=True),
        "days": days,
        "issued": figures.bars([day.counts.issued for day in days]),
        "verified": figures.bars([day.counts.verified for day in days]),
        "days_width": SHOWN_DAYS * 10,
        "official": figures.official(service),
        **cards.sums(provinces, days, chosen),
    }
    return render(request, "rollout/board.html", context)


@require_safe
def as_json(request: HttpRequest) -> HttpResponse:
    """Everything; `days`, `service` and `city` narrow it, and what makes no sense is left aside."""
    data = cards.as_data(timezone.now(), **_asked(request))
    return _public(JsonResponse(data, json_dumps_params={"ensure_ascii": False}))


@require_safe
def as_csv(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    return _table("rollout.csv", cards.COLUMNS, cards.as_rows(cards.openings(at, with_counts=True), at))


@require_safe
def daily_csv(request: HttpRequest) -> HttpResponse:
    """Counts by day, service and city; 366 days unless `days` says otherwise."""
    asked = _asked(request)
    days = asked["days"] if request.GET.get("days") else figures.MOST_DAYS
    found = figures.daily(timezone.now(), **(asked | {"days": days}))
    return _table("rollout-daily.csv", _DAILY, ([row[name] for name in _DAILY] for row in found))


def _asked(request: HttpRequest) -> dict[str, Any]:
    city, days = request.GET.get("city", ""), figures.read_days(request.GET.get("days", ""))
    return {
        "service": _one_of(request.GET.get("service", ""), Service.values),
        "city_code": city if city.isascii() and city.isdecimal() and len(city) == 6 else "",
        "days": figures.USUAL_DAYS if days is None else days,
    }


def _table(name: str, header: Any, rows: Any) -> HttpResponse:
    answer: Any = StreamingHttpResponse(csv_lines(header, rows), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return _public(answer)


def _public(answer: Any) -> Any:
    """The same for everybody: caches on the way may keep it for a minute."""
    patch_cache_control(answer, public=True, max_age=60)
    return answer


def _one_of(value: str, allowed: list[str]) -> str:
    return value if value in allowed else ""
