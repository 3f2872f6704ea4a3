"""Which cities are open: a page, and the same as JSON and CSV; for everybody."""

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.core.exports import csv_lines
from portal.rollout import cards
from portal.rollout.services import Service


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Figures by province for one service, and the cities of the province that is chosen."""
    at = timezone.now()
    service = _one_of(request.GET.get("service", ""), Service.values) or Service.DRIVER_LICENSE
    provinces = cards.provinces(at, service)
    chosen = _one_of(request.GET.get("province", ""), [province.code for province in provinces])
    context = {
        "at": at,
        "service": Service(service),
        "services": Service.choices,
        "provinces": provinces,
        "chosen": chosen,
        "openings": cards.openings(at, service=service, province_code=chosen),
        "total": sum(province.cities for province in provinces),
        "open": sum(province.open for province in provinces),
        "planned": sum(province.planned for province in provinces),
    }
    return render(request, "rollout/board.html", context)


@require_safe
def as_json(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    return JsonResponse(cards.as_data(cards.openings(at), at), json_dumps_params={"ensure_ascii": False})


@require_safe
def as_csv(request: HttpRequest) -> StreamingHttpResponse:
    at = timezone.now()
    lines = csv_lines(cards.COLUMNS, cards.as_rows(cards.openings(at), at))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="rollout.csv"'
    return response


def _one_of(value: str, allowed: list[str]) -> str:
    return value if value in allowed else ""
