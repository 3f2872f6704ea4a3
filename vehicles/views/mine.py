"""My vehicles: the list, one vehicle, and applying for its electronic license."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.doors import person_required
from portal.accounts.identity import actor_of
from portal.core.errors import RuleViolation
from vehicles import applying
from vehicles.cards import situation_of, vehicle_url, vehicles_of
from vehicles.faces import CARRY_PAPER, PAPER_NEEDED
from vehicles.forms import ConsentForm
from vehicles.models import Vehicle


def own_vehicle(request: HttpRequest, vehicle_id: int) -> Vehicle:
    """The vehicle, if a citizen may see it here; 404 otherwise. Officers look in the back office."""
    actor = actor_of(request)
    mine = Vehicle.objects.of_person(actor) | Vehicle.objects.of_organizations(actor)
    found: Vehicle = get_object_or_404(mine.select_related("city").distinct(), pk=vehicle_id)
    return found


@person_required
@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """Every vehicle of mine and of the units I work for."""
    cards = vehicles_of(actor_of(request), timezone.now())
    context = {
        "own": [card for card in cards if not card.organization],
        "others": [card for card in cards if card.organization],
        "caution": CARRY_PAPER,
    }
    return render(request, "vehicles/list.html", context)


@person_required
@require_safe
def vehicle(request: HttpRequest, vehicle_id: int) -> HttpResponseBase:
    """One vehicle: how it stands, and the way to its card or the reasons why there is none."""
    found = own_vehicle(request, vehicle_id)
    situation = situation_of(found, actor_of(request), timezone.now())
    context = {
        "vehicle": found,
        "situation": situation,
        "situation_template": f"vehicles/_{situation.stage}.html",
        "caution": CARRY_PAPER,
        "paper_needed": PAPER_NEEDED,
    }
    return render(request, "vehicles/vehicle.html", context)


@person_required
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest, vehicle_id: int) -> HttpResponseBase:
    """Everything once more with the consent, then one tap."""
    found = own_vehicle(request, vehicle_id)
    situation = situation_of(found, actor_of(request), timezone.now())
    if situation.stage != "ready":
        return redirect(vehicle_url(found.pk))  # the page says why
    form = ConsentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _hand_in(request, found)
    context = {"vehicle": found, "situation": situation, "form": form, "caution": CARRY_PAPER}
    return render(request, "vehicles/apply.html", context)


def _hand_in(request: HttpRequest, found: Vehicle) -> HttpResponse:
    try:
        made = applying.apply(vehicle=found, actor=actor_of(request), at=timezone.now())
    except RuleViolation as bar:
        messages.error(request, bar.sentence)
        return redirect(vehicle_url(found.pk))
    messages.success(request, _("The electronic vehicle license has been made."))
    return redirect("credentials:card", made.pk)
