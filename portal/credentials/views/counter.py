"""The page of a counter: choose the business, take the code, read what the business needs."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from portal.accounts.identity import actor_of
from portal.accounts.staff import staff_required
from portal.core.actors import Actor
from portal.credentials import counters, officer_sheets
from portal.credentials.businesses import Business
from portal.credentials.counter_forms import CounterForm


@staff_required(duty="check_credentials")
@require_http_methods(["GET", "HEAD", "POST"])
def counter(request: HttpRequest) -> HttpResponse:
    """Works without a script; the camera only fills the field in."""
    actor = actor_of(request)
    if not actor.is_officer:
        raise PermissionDenied
    form = CounterForm(request.POST or None, cities=counters.cities_of(actor))
    sheet = None
    if request.method == "POST" and form.is_valid():
        sheet = _serve(form.cleaned_data, actor)
        kept = {name: request.POST[name] for name in ("business", "city") if name in request.POST}
        form = CounterForm(cities=counters.cities_of(actor), initial=kept)
    served = counters.served_today(actor, timezone.now())
    if served:
        form.initial.setdefault("city", served[0].city_id)
    context = {"form": form, "sheet": sheet, "served": served}
    response = render(request, "credentials/counter.html", context)
    response.headers["Permissions-Policy"] = "camera=(self)"
    response.headers["Cache-Control"] = "no-store"
    return response


def _serve(values: dict[str, Any], actor: Actor) -> dict[str, Any]:
    business = Business(values["business"])
    verdict = counters.serve(
        code=values["code"], business=business, city=values["city"], actor=actor, at=timezone.now()
    )
    sheet = officer_sheets.of(verdict, user_id=actor.user_id)
    if verdict.kind is None or verdict.entry is None:
        return sheet | {"business": business.label}
    face = verdict.kind.card(verdict.entry, timezone.localdate(verdict.checked_at))
    photo_url = sheet["photo_url"] if face.photo_id else None  # no empty frame where there is no photo
    return sheet | {"business": business.label, "photo_url": photo_url}
