"""A copy with a watermark, for one purpose and a few days."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from portal.accounts.doors import person_required
from portal.accounts.identity import actor_of
from portal.core.errors import RuleViolation
from portal.documents.serving import serve_bytes
from vehicles import copying
from vehicles.cards import situation_of, vehicle_url
from vehicles.forms import CopyForm
from vehicles.models import Vehicle
from vehicles.views.mine import own_vehicle

TYPES = {"pdf": "application/pdf", "png": "image/png"}


@person_required
@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: HttpRequest, vehicle_id: int) -> HttpResponseBase:
    """Ask for what, for whom and until when; then hand the finished document out."""
    at = timezone.now()
    found = own_vehicle(request, vehicle_id)
    situation = situation_of(found, actor_of(request), at)
    if situation.stage != "held":
        return redirect(vehicle_url(found.pk))
    posted = request.POST if request.method == "POST" else None
    form = CopyForm(posted, latest=copying.latest_day(timezone.localdate(at)))
    if form.is_bound and form.is_valid():
        try:
            return _made(request, found, form)
        except RuleViolation as refusal:
            form.add_error("until" if refusal.code == "copy_term_wrong" else None, refusal.sentence)
    context = {"vehicle": found, "situation": situation, "form": form}
    return render(request, "vehicles/copy.html", context, status=422 if form.errors else 200)


def _made(request: HttpRequest, found: Vehicle, form: CopyForm) -> HttpResponseBase:
    given = form.cleaned_data
    content = copying.make(vehicle=found, **given, actor=actor_of(request), at=timezone.now())
    return handed_out(content, given["format"])


def handed_out(content: bytes, format: str) -> HttpResponseBase:
    """The copy as a file to keep."""
    name = f"vehicle-license-copy.{format}"
    return serve_bytes(content, content_type=TYPES[format], filename=name, inline=False)
