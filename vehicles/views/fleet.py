"""The fleet of the organization acted for: list, file, many applications at once, what runs out."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.doors import member_required
from portal.accounts.identity import actor_of
from portal.accounts.models import Membership
from portal.audit.actions import Action
from portal.audit.log import record
from portal.core.exports import csv_lines
from portal.core.subjects import Subject
from vehicles import fleet
from vehicles.codes import PlateType
from vehicles.drivers import drivers_running_out
from vehicles.fleet_applying import AT_ONCE, apply_for, forecast, own_ids
from vehicles.fleet_forms import FleetForm, TermForm
from vehicles.forms import ConsentForm
from vehicles.querysets import ACTING_ROLES

SAMPLE = 5
DAYS = 60


def may_act(own: Membership) -> bool:
    return own.role in ACTING_ROLES


@member_required
@require_safe
def index(request: HttpRequest, own: Membership) -> HttpResponseBase:
    """The vehicles of the organization as they stand now."""
    form = FleetForm(request.GET)
    at = timezone.now()
    found = fleet.page_of(own.organization, form.filters(), at, request.GET.get("after", "")[:20])
    asked = {name: request.GET[name] for name in form.fields if request.GET.get(name)}
    context = {
        "own": own,
        "form": form,
        "page": found,
        "total": fleet.fleet_of(own.organization).count(),
        "may_act": may_act(own),
        "filters": urlencode(asked),
        "next": urlencode({**asked, "after": found.after}) if found.after else "",
        "first": "?" + urlencode(asked) if request.GET.get("after") else "",
        "at_once": AT_ONCE,
        "file_most": fleet.FILE_MOST,
    }
    return render(request, "vehicles/fleet.html", context)


@member_required
@require_POST
def download(request: HttpRequest, own: Membership) -> HttpResponseBase:
    """The list as it is filtered, as a file for a spreadsheet; that it left the house is written down."""
    at = timezone.now()
    lines = fleet.matching(own.organization, FleetForm(request.GET).filters(), at, fleet.FILE_MOST)
    record(
        Action.EXPORT_MADE,
        subject=Subject("list", "fleet"),
        actor=actor_of(request),
        at=at,
        rows=len(lines),
        filters=request.GET.urlencode()[:300],
    )
    answer: Any = StreamingHttpResponse(
        csv_lines([str(name) for name in HEADER], map(_cells, lines)), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="fleet-{timezone.localdate(at)}.csv"'
    return answer


HEADER = (
    "plate_type",
    "plate_number",
    "plate_type_name",
    "vin",
    "model",
    "vehicle_type",
    "status_letters",
    "state",
    "inspection_until",
    "insurance_until",
    "electronic_license",
)


def _cells(line: fleet.FleetLine) -> list[Any]:
    facts = line.facts
    return [
        facts.plate_type,
        facts.plate_number,
        str(PlateType(facts.plate_type).label),
        facts.vin,
        line.model,
        str(line.type_name),
        "".join(line.standing.codes),
        str(line.standing.label),
        line.inspection.isoformat(),
        line.insurance.isoformat() if line.insurance else "",
        line.held,
    ]


@member_required
@require_POST
def apply(request: HttpRequest, own: Membership) -> HttpResponseBase:
    """First what would happen, with numbers and reasons; with the consent, one decision for each vehicle."""
    if not may_act(own):
        raise PermissionDenied
    at = timezone.now()
    ids = _chosen(request, own, at)
    if not ids:
        messages.warning(request, _("Please choose vehicles that have no electronic license yet."))
        return redirect("fleet:list")
    form = ConsentForm(request.POST if "confirmed" in request.POST else None)
    if form.is_bound and form.is_valid():
        return _applied(request, apply_for(ids=ids, actor=actor_of(request), at=at))
    seen = forecast(ids, at)
    context = {"own": own, "seen": seen, "sample": seen.ready[:SAMPLE], "form": form, "at_once": AT_ONCE}
    return render(request, "vehicles/fleet_apply.html", context, status=422 if form.errors else 200)


def _chosen(request: HttpRequest, own: Membership, at: Any) -> list[int]:
    """The ticked vehicles, or the first that match the filters and have no license."""
    if "all" not in request.POST:
        return own_ids(own.organization, request.POST.getlist("vehicle")[:AT_ONCE])
    asked = QueryDict(request.POST.get("filters", "")[:300], mutable=True)
    asked["license"] = "none"
    lines = fleet.matching(own.organization, FleetForm(asked).filters(), at, AT_ONCE)
    return [line.facts.id for line in lines]


def _applied(request: HttpRequest, done: Any) -> HttpResponseBase:
    said = ngettext(
        "%(count)s electronic license has been made.",
        "%(count)s electronic licenses have been made.",
        done.issued,
    )
    messages.success(request, said % {"count": done.issued})
    for sentence, count in done.refused:
        text = _("Refused %(count)s times: %(reason)s")
        messages.warning(request, text % {"count": count, "reason": sentence})
    return redirect("fleet:list")


@member_required
@require_safe
def expiry(request: HttpRequest, own: Membership) -> HttpResponseBase:
    """Inspections, insurances and licenses of drivers that end soon, the most urgent first."""
    form = TermForm(request.GET if "days" in request.GET else None)
    days = form.cleaned_data["days"] if form.is_bound and form.is_valid() else DAYS
    at = timezone.now()
    lines, total = fleet.running_out(own.organization, days, at)
    last = timezone.localdate(at) + timedelta(days=days)
    context = {
        "own": own,
        "form": form,
        "lines": lines,
        "total": total,
        "days": days,
        "drivers": drivers_running_out(own.organization, last, at),
    }
    return render(request, "vehicles/fleet_expiry.html", context)
