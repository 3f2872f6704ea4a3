"""The authorized person's copy, for the purpose and the term of the authorization."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from portal.accounts.doors import person_required
from portal.accounts.identity import actor_of
from portal.core.errors import RuleViolation
from portal.grants.models import Grant
from vehicles.forms import FormatForm
from vehicles.lending import copying
from vehicles.lending.cards import addressed_grant, offered_to
from vehicles.views.copies import handed_out


@person_required
@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: HttpRequest, grant_id: int) -> HttpResponseBase:
    """Ask only as what; the authorization says the rest."""
    at = timezone.now()
    grant = addressed_grant(grant_id, actor_of(request))
    offer = offered_to(grant, at) if grant else None
    if grant is None or offer is None:
        raise Http404
    if offer.stage != "accepted":
        return redirect("vehicles:offered", grant.pk)
    form = FormatForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            return _made(request, grant, form.cleaned_data["format"])
        except RuleViolation as refusal:
            form.add_error(None, refusal.sentence)
    context = {"grant": grant, "offer": offer, "form": form}
    return render(request, "vehicles/lending/copy.html", context, status=422 if form.errors else 200)


def _made(request: HttpRequest, grant: Grant, format: str) -> HttpResponseBase:
    content = copying.make(grant=grant, format=format, actor=actor_of(request), at=timezone.now())
    return handed_out(content, format)
