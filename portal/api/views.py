"""What belongs to no single line: open cities as data, the description of the API, developer pages."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from drf_spectacular.utils import OpenApiParameter, OpenApiTypes, extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework import serializers
from rest_framework.response import Response

from portal.accounts.purposes import Purpose
from portal.api.base import ApiView
from portal.api.errors import ProblemError
from portal.api.problems import PROBLEMS
from portal.rollout import cards, figures
from portal.rollout.services import Service


class CitySerializer(serializers.Serializer[Any]):
    code = serializers.CharField(help_text="GB/T 2260.")
    name = serializers.CharField()
    name_en = serializers.CharField()
    province = serializers.CharField()
    province_en = serializers.CharField()


class OpeningSerializer(serializers.Serializer[Any]):
    service = serializers.ChoiceField(choices=Service.choices)
    city = CitySerializer()
    state = serializers.ChoiceField(choices=[cards.OPEN, cards.PLANNED, cards.PAUSED])
    open_since = serializers.DateTimeField(allow_null=True)
    planned_for = serializers.DateTimeField(allow_null=True)
    batch = serializers.CharField()
    issued = serializers.IntegerField(help_text="Credentials issued in the city so far.")
    verified = serializers.IntegerField(help_text="Checks of credentials of the city so far.")


class DaySerializer(serializers.Serializer[Any]):
    day = serializers.DateField(help_text="Beijing time.")
    service = serializers.ChoiceField(choices=Service.choices)
    city = serializers.CharField(help_text="GB/T 2260.")
    issued = serializers.IntegerField()
    verified = serializers.IntegerField()


class OfficialFigureSerializer(serializers.Serializer[Any]):
    service = serializers.ChoiceField(choices=Service.choices)
    as_of = serializers.DateField()
    text = serializers.CharField()
    text_en = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]  # a field of that name
    source_url = serializers.CharField(allow_blank=True)


class RolloutSerializer(serializers.Serializer[Any]):
    as_of = serializers.DateTimeField()
    openings = OpeningSerializer(many=True)
    daily = DaySerializer(many=True)
    official_figures = OfficialFigureSerializer(many=True)


class RolloutView(ApiView):
    """Which cities are open for which service."""

    @extend_schema(
        operation_id="listOpenings",
        tags=["rollout"],
        parameters=[
            OpenApiParameter("service", OpenApiTypes.STR, enum=Service.values),
            OpenApiParameter("city", OpenApiTypes.STR, description="GB/T 2260 code."),
            OpenApiParameter(
                "days", OpenApiTypes.INT, description="Counts of how many days: 0 to 366, usually 7."
            ),
        ],
        responses={200: RolloutSerializer},
    )
    def get(self, request: Any) -> Response:
        """Every opening and every plan, or those of one service or one city."""
        at = timezone.now()
        service, city = request.GET.get("service", ""), request.GET.get("city", "")
        if service and service not in Service.values:
            known = ", ".join(Service.values)
            raise ProblemError("invalid", errors=[{"parameter": "service", "detail": f"One of: {known}."}])
        if city and not (city.isascii() and city.isdecimal() and len(city) == 6):
            raise ProblemError("invalid", errors=[{"parameter": "city", "detail": "Six digits."}])
        days = figures.read_days(request.GET.get("days", ""))
        if days is None:
            raise ProblemError("invalid", errors=[{"parameter": "days", "detail": "0 to 366."}])
        return Response(cards.as_data(at, service=service, city_code=city, days=days))


class SchemaView(SpectacularAPIView):
    """The description of the API; everybody may read it."""

    authentication_classes: list[Any] = []
    permission_classes: list[Any] = []
    throttle_classes: list[Any] = []


@require_safe
def try_it(request: HttpRequest) -> HttpResponse:
    """Swagger UI over the description, from our own files."""
    return render(request, "developers/try_it.html")


@require_safe
def developers(request: HttpRequest) -> HttpResponse:
    """Quick start: a key, the first check, the answer, what can go wrong."""
    context = {
        "base_url": settings.BASE_URL.rstrip("/"),
        "purposes": Purpose.choices,
        "problems": PROBLEMS.values(),
        "limit": settings.API_RATE_PER_MINUTE,
    }
    return render(request, "developers/index.html", context)


@require_safe
def problem_page(request: HttpRequest, slug: str) -> HttpResponse:
    """What the address in a problem's `type` answers: cause and fix."""
    if slug not in PROBLEMS:
        raise Http404
    return render(request, "developers/problem.html", {"problem": PROBLEMS[slug]})
