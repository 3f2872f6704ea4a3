"""Drivers of a unit: filed by its managers, seen by its members; and the driver's own page about it."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.doors import member_required, person_required
from portal.accounts.forms import IdentityForm
from portal.accounts.identity import actor_of
from portal.accounts.models import Membership, Person
from portal.audit.actions import Action
from portal.audit.log import record
from portal.core.errors import RuleViolation
from portal.core.subjects import Subject
from vehicles import filing
from vehicles.drivers import drivers_of
from vehicles.models import FiledDriver
from vehicles.views.fleet import may_act


@member_required
@require_safe
def index(request: HttpRequest, own: Membership) -> HttpResponseBase:
    """Who drives for the unit and, of those who agree, how the license stands; that one looked is kept."""
    at = timezone.now()
    lines = drivers_of(own.organization, at)
    shown = [line.filed.pk for line in lines if line.standing]
    if shown:
        record(
            Action.REGISTER_VIEWED,
            subject=Subject("organization", str(own.organization_id)),
            actor=actor_of(request),
            at=at,
            filed_drivers=shown,
        )
    context = {"own": own, "lines": lines, "may_act": may_act(own)}
    return render(request, "vehicles/fleet_drivers.html", context)


@member_required
@sensitive_post_parameters("name", "id_number")
@require_http_methods(["GET", "HEAD", "POST"])
def file(request: HttpRequest, own: Membership) -> HttpResponseBase:
    """Name and number; what follows is the same for every number."""
    if not may_act(own):
        raise PermissionDenied
    form = IdentityForm(request.POST if request.method == "POST" else None)
    form.fields["name"].widget.attrs["autocomplete"] = "off"
    if form.is_bound and form.is_valid():
        given, actor = form.cleaned_data, actor_of(request)
        try:
            filing.file_driver(organization=own.organization, **given, actor=actor, at=timezone.now())
        except RuleViolation as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(
                request, _("The driver is filed. If name and number are right, the driver is asked.")
            )
            return redirect("fleet:drivers")
    context = {"own": own, "form": form, "consent_days": settings.DRIVER_CONSENT_DAYS}
    return render(request, "vehicles/fleet_driver_new.html", context)


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, own: Membership, filed_id: int) -> HttpResponseBase:
    """Whether to, then no longer a driver of the unit."""
    if not may_act(own):
        raise PermissionDenied
    filed = get_object_or_404(FiledDriver, organization=own.organization, pk=filed_id)
    if request.method != "POST":
        return render(request, "vehicles/fleet_driver_end.html", {"own": own, "filed": filed})
    try:
        filing.end(filed=filed, actor=actor_of(request), at=timezone.now())
        messages.success(request, _("The filing has ended."))
    except RuleViolation as refusal:
        messages.error(request, refusal.sentence)
    return redirect("fleet:drivers")


def _person(request: HttpRequest) -> Person:
    return Person.objects.get(pk=actor_of(request).person_id or 0)


@person_required
@require_safe
def employers(request: HttpRequest) -> HttpResponseBase:
    """The units that have filed me, and what each may see."""
    rows = filing.employers_of(_person(request), timezone.now())
    context = {"rows": rows, "consent_days": settings.DRIVER_CONSENT_DAYS}
    return render(request, "vehicles/fleet_employers.html", context)


@person_required
@require_POST
def answer(request: HttpRequest, filed_id: int) -> HttpResponseBase:
    """Agree, decline, or take it back; what is about another does not exist."""
    person, actor, at = _person(request), actor_of(request), timezone.now()
    filed = get_object_or_404(FiledDriver.objects.addressed_to(person), pk=filed_id)
    try:
        if request.POST.get("answer") == "agree":
            filing.agree(filed=filed, person=person, actor=actor, at=at)
            messages.success(request, _("You have agreed. You can take it back at any time."))
        elif request.POST.get("answer") == "refuse":
            filing.refuse(filed=filed, person=person, actor=actor, at=at)
            messages.success(request, _("The organization sees nothing of your license."))
    except RuleViolation as refusal:
        messages.error(request, refusal.sentence)
    return redirect("fleet:employers")
