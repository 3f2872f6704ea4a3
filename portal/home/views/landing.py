"""The start page: what this is, whether my city is in, and the way in."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.home import cities


@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    """For everybody; with `city` (a name) or `province` it answers whether that city is in."""
    text, province = request.GET.get("city", ""), request.GET.get("province", "")
    provinces = cities.provinces()
    if province not in [city.province_code for city in provinces]:
        province = ""
    found = cities.found(text, province)
    context = {
        "address": f"{settings.BASE_URL.rstrip('/')}/",
        "provinces": provinces,
        "text": text[: cities.LONGEST_NAME],
        "chosen": province,
        "found": found,
        "asked": bool(text.strip() or province),
        "answer": cities.answer(found[0], timezone.now()) if len(found) == 1 else None,
    }
    return render(request, "home/landing.html", context)
