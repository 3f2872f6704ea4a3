"""The authorized person's page: accept, decline, give back."""

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.accounts.doors import person_required
from portal.accounts.identity import actor_of
from portal.core.errors import RuleViolation
from portal.grants.models import Grant
from vehicles.faces import CARRY_PAPER
from vehicles.lending import authorizing
from vehicles.lending.cards import addressed_grant, offered_to


@person_required
@require_http_methods(["GET", "HEAD", "POST"])
def offered(request: HttpRequest, grant_id: int) -> HttpResponseBase:
    """What is offered to me, for what and until when; my answer, or giving it back."""
    grant = addressed_grant(grant_id, actor_of(request))
    if grant is None:
        raise Http404
    if request.method == "POST":
        return _answered(request, grant)
    offer = offered_to(grant, timezone.now())
    if offer is None:
        raise Http404
    return render(request, "vehicles/lending/offered.html", {"offer": offer, "caution": CARRY_PAPER})


def _answered(request: HttpRequest, grant: Grant) -> HttpResponseBase:
    actor, at, answer = actor_of(request), timezone.now(), request.POST.get("answer", "")
    try:
        if answer == "accept":
            card = authorizing.accept(grant=grant, actor=actor, at=at)
            messages.success(request, _("The card is in your wallet."))
            return redirect("credentials:card", card.pk)
        if answer == "decline":
            authorizing.decline(grant=grant, actor=actor, at=at)
            messages.success(request, _("You have declined the offer."))
            return redirect("home:wallet")
        if answer == "return" and grant.status == Grant.Status.ACCEPTED:
            authorizing.end(grant=grant, by="grantee", actor=actor, at=at)
            messages.success(request, _("The authorization has ended."))
            return redirect("home:wallet")
    except RuleViolation as bar:
        messages.error(request, bar.sentence)
    return redirect("vehicles:offered", grant.pk)
