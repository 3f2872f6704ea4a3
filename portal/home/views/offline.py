"""Without network: the worker, what makes the portal installable, and the dated copy."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from portal.accounts.doors import person_required
from portal.accounts.identity import actor_of
from portal.core.masking import mask_name
from portal.credentials.wallet import cards_of
from portal.home import offline


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, at the root so that it covers every page; asked anew at each visit."""
    script = offline.worker_script(reverse("home:offline"))
    response = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """Name, icons and colors for the home screen of a phone."""
    answer = offline.manifest(str(settings.SITE_NAME), get_language() or settings.LANGUAGE_CODE)
    response = JsonResponse(answer, content_type="application/manifest+json")
    response.headers["Cache-Control"] = "no-cache"
    return response


@person_required
@require_safe
def copy(request: HttpRequest) -> HttpResponse:
    """My cards with few words, dated, without codes: what a device may keep for 72 hours if I ask for it."""
    at, user = timezone.now(), request.user
    person: Any = user.person  # type: ignore[union-attr]
    cards = [card for card in cards_of(actor=actor_of(request), at=at) if card.shows_code]
    context = {"cards": cards, "holder": mask_name(person.name), "made_at": at}
    return render(request, "home/offline_copy.html", context)
