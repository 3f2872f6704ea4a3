"""The owner's pages: who may use my license, letting somebody, ending it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.confirming import ConfirmedAct
from portal.accounts.doors import person_required
from portal.accounts.identity import actor_of
from portal.accounts.views.confirming import asked
from portal.core.errors import RuleViolation
from vehicles.cards import situation_of
from vehicles.faces import CARRY_PAPER
from vehicles.facts import VehicleFacts, facts_of
from vehicles.lending import authorizing
from vehicles.lending.cards import given, given_by_owner, looks_of_owner
from vehicles.lending.forms import AuthorizeForm
from vehicles.models import Vehicle
from vehicles.views.mine import own_vehicle

AUTHORIZING = ConfirmedAct(
    slug="authorize",
    sentence=gettext_lazy("You are about to let somebody else use a vehicle license."),
    text=gettext_lazy(
        "%(code)s is your code to let somebody else use a vehicle license. It works for %(minutes)s minutes. "
        "Whoever asks you for it wants to cheat you: tell it to nobody."
    ),
    button=gettext_lazy("Authorize"),
)


def _lendable(request: HttpRequest, vehicle_id: int) -> tuple[Vehicle, VehicleFacts]:
    """The vehicle, if the actor owns it or acts for its unit; 404 for anybody else, readers included."""
    found = own_vehicle(request, vehicle_id)
    if not Vehicle.objects.held_by(actor_of(request)).filter(pk=found.pk).exists():
        raise Http404
    return found, facts_of([found.pk])[0]


def _list_url(vehicle: Vehicle) -> str:
    return reverse("vehicles:authorizations", args=[vehicle.pk])


@person_required
@require_safe
def index(request: HttpRequest, vehicle_id: int) -> HttpResponseBase:
    """Who may use it now, who could, and who looked at what they showed."""
    found, facts = _lendable(request, vehicle_id)
    at = timezone.now()
    now, earlier = given_by_owner(facts, at)
    context = {
        "vehicle": found,
        "situation": situation_of(found, actor_of(request), at),
        "given": now,
        "earlier": earlier,
        "looks": looks_of_owner(facts),
    }
    return render(request, "vehicles/lending/list.html", context)


@person_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, vehicle_id: int) -> HttpResponseBase:
    """Whom, for what, until when; then what they will see; then a code from a message; then it is done."""
    found, facts = _lendable(request, vehicle_id)
    at = timezone.now()
    situation = situation_of(found, actor_of(request), at)
    if situation.stage != "held":
        return redirect(_list_url(found))  # the page says why
    step = request.POST.get("step", "") if request.method == "POST" else "change"
    posted = request.POST if request.method == "POST" else None
    form = AuthorizeForm(posted, grantor=authorizing.grantor_of(facts), at=at)
    good = form.is_bound and form.is_valid()
    if good and step == "confirm":
        if code_page := asked(request, AUTHORIZING, away=_list_url(found)):
            return code_page
        if _offered(request, found, form):
            return redirect(_list_url(found))
    checking = good and step == "" and not form.errors
    context = {"vehicle": found, "situation": situation, "form": form, "caution": CARRY_PAPER}
    page = "vehicles/lending/confirm.html" if checking else "vehicles/lending/new.html"
    return render(request, page, context | _words(form, checking), status=422 if form.errors else 200)


def _words(form: AuthorizeForm, checking: bool) -> dict[str, Any]:
    """The chosen purpose as it is read."""
    if not checking:
        return {}
    choices: Any = form.fields["purpose"]
    return {"purpose": dict(choices.choices)[form.cleaned_data["purpose"]]}


def _offered(request: HttpRequest, found: Vehicle, form: AuthorizeForm) -> bool:
    given_facts = {name: form.cleaned_data[name] for name in ("id_number", "name", "purpose", "last_day")}
    try:
        authorizing.offer(vehicle=found, **given_facts, actor=actor_of(request), at=timezone.now())
    except RuleViolation as bar:
        form.refuse(bar)
        return False
    messages.success(
        request,
        _("The offer has been made. If name and number are right, it is in the person's wallet."),
    )
    return True


@person_required
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, vehicle_id: int, grant_id: int) -> HttpResponseBase:
    """Ask once more, then end it at once."""
    found, facts = _lendable(request, vehicle_id)
    row = get_object_or_404(authorizing.given_for(facts).select_related("subject"), pk=grant_id)
    at = timezone.now()
    line = given(row, found.pk, at)
    if request.method == "POST":
        authorizing.end(grant=row, by="grantor", actor=actor_of(request), at=at)
        messages.success(request, _("The authorization has ended."))
        return redirect(_list_url(found))
    if not line.end_url:
        return redirect(_list_url(found))
    return render(request, "vehicles/lending/end.html", {"vehicle": found, "line": line})
