"""The page of one city: is it in, since when or from when on, and “tell me when it opens”."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.doors import person_required
from portal.accounts.identity import actor_of
from portal.core.errors import RuleViolation
from portal.home.city_page import city_page
from portal.rollout import waiting
from portal.rollout.models import City
from portal.rollout.services import Service


@require_safe
def city(request: HttpRequest, code: str) -> HttpResponse:
    """For everybody; whoever is signed in sees what they wait for."""
    known = get_object_or_404(City, pk=code)
    actor = actor_of(request)
    page = city_page(known, actor.person_id, timezone.now())
    context = {"page": page, "bound": actor.person_id is not None}
    response = render(request, "home/city.html", context)
    if actor.user_id:
        patch_cache_control(response, private=True, no_store=True)
    return response


@person_required
@require_http_methods(["GET", "HEAD", "POST"])
def wait(request: HttpRequest, code: str) -> HttpResponse:
    """Wait for a service or wait no longer; back to the page of the city, also after signing in."""
    known = get_object_or_404(City, pk=code)
    if request.method == "POST":
        service = request.POST.get("service", "")
        if service not in Service.values:
            messages.error(request, _("Please choose from the list."))
        else:
            _change(request, known, Service(service))
    return HttpResponseRedirect(f"{request.path.removesuffix('waiting/')}#{request.POST.get('service', '')}")


def _change(request: HttpRequest, known: City, service: Service) -> None:
    change: dict[str, Any] = {
        "city": known,
        "service": service,
        "actor": actor_of(request),
        "at": timezone.now(),
    }
    try:
        if "withdraw" in request.POST:
            waiting.withdraw(**change)
            messages.success(request, _("You will not be told."))
        else:
            waiting.ask(**change)
            messages.success(request, _("You will be told when it opens."))
    except RuleViolation as refusal:
        messages.info(request, refusal.sentence)
