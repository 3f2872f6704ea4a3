"""The organizations somebody works for: the list, acting for one of them, answering an invitation."""

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.accounts import inviting
from portal.accounts.acting import act_for
from portal.accounts.doors import person_required
from portal.accounts.identity import actor_of
from portal.accounts.models import Invitation, Membership, User
from portal.core.errors import RuleViolation


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - `person_required` stands before every page here
    return request.user


@person_required
@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """For whom I may act, for whom I act now, and who would like me to."""
    mine = Membership.objects.filter(user=_user(request), organization__is_active=True)
    context = {
        "memberships": mine.select_related("organization").order_by("organization__name"),
        "invitations": inviting.waiting_for(_user(request), timezone.now()),
    }
    return render(request, "organizations/list.html", context)


@person_required
@require_POST
def switch(request: HttpRequest) -> HttpResponseBase:
    """Act for one of my organizations, or for myself again; it is proved anew at every request."""
    chosen = request.POST.get("organization", "")
    if not chosen:
        act_for(request, None)
        return redirect("organizations:list")
    mine = Membership.objects.filter(user=_user(request), organization__is_active=True)
    number = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 18 else 0
    act_for(request, get_object_or_404(mine.select_related("organization"), organization=number).organization)
    return redirect("fleet:list")


@person_required
@require_POST
def answer(request: HttpRequest, invitation_id: int) -> HttpResponseBase:
    """Accept or decline; the invitation of another does not exist."""
    user, at = _user(request), timezone.now()
    invitation = get_object_or_404(Invitation.objects.addressed_to(user), pk=invitation_id)
    try:
        if request.POST.get("answer") == "accept":
            inviting.accept(invitation=invitation, user=user, actor=actor_of(request), at=at)
            messages.success(request, _("You now work for this organization."))
        elif request.POST.get("answer") == "decline":
            inviting.decline(invitation=invitation, user=user, at=at)
            messages.success(request, _("The invitation is declined."))
    except RuleViolation as refusal:
        messages.error(request, refusal.sentence)
    return redirect("organizations:list")
