"""The history of a vehicle as a signed PDF, for its sale."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from portal.accounts.doors import person_required
from portal.accounts.identity import actor_of
from portal.core.errors import RuleViolation
from portal.documents.serving import serve_bytes
from vehicles import report
from vehicles.cards import situation_of, vehicle_url
from vehicles.copying import latest_day
from vehicles.models import Vehicle
from vehicles.report_forms import ReportForm
from vehicles.views.mine import own_vehicle


@person_required
@require_http_methods(["GET", "HEAD", "POST"])
def history(request: HttpRequest, vehicle_id: int) -> HttpResponseBase:
    """Ask for whom and until when; then hand the finished document out."""
    at = timezone.now()
    found = own_vehicle(request, vehicle_id)
    situation = situation_of(found, actor_of(request), at)
    if situation.stage != "held":
        return redirect(vehicle_url(found.pk))
    form = ReportForm(
        request.POST if request.method == "POST" else None, latest=latest_day(timezone.localdate(at))
    )
    if form.is_bound and form.is_valid():
        try:
            return _made(request, found, form)
        except RuleViolation as refusal:
            form.add_error("until" if refusal.code == "copy_term_wrong" else None, refusal.sentence)
    context = {"vehicle": found, "situation": situation, "form": form}
    return render(request, "vehicles/report.html", context, status=422 if form.errors else 200)


def _made(request: HttpRequest, found: Vehicle, form: ReportForm) -> HttpResponseBase:
    at = timezone.now()
    content = report.make(vehicle=found, **form.cleaned_data, actor=actor_of(request), at=at)
    return serve_bytes(content, content_type="application/pdf", filename="vehicle-history.pdf", inline=False)
