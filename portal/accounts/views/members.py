"""Who works for the organization acted for; its legal representatives bring people in and let them go."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts import inviting, members
from portal.accounts.confirming import ConfirmedAct
from portal.accounts.doors import member_required
from portal.accounts.identity import actor_of
from portal.accounts.models import Invitation, Membership
from portal.accounts.organization_forms import InviteForm, RemovalForm, RoleForm
from portal.accounts.views.confirming import asked
from portal.core.errors import RuleViolation
from portal.core.masking import mask_phone

INVITING = ConfirmedAct(
    slug="invite",
    sentence=gettext_lazy("You are about to invite somebody to act for your organization."),
    text=gettext_lazy(
        "%(code)s is your code to invite somebody to act for your organization. It works for %(minutes)s "
        "minutes. Whoever asks you for it wants to cheat you: tell it to nobody."
    ),
    button=gettext_lazy("Send the invitation"),
)
PROMOTING = ConfirmedAct(
    slug="member-role",
    sentence=gettext_lazy("You are about to change what somebody may do for your organization."),
    text=gettext_lazy(
        "%(code)s is your code to change what somebody may do for your organization. It works for "
        "%(minutes)s minutes. Whoever asks you for it wants to cheat you: tell it to nobody."
    ),
    button=gettext_lazy("Change the role"),
)

any_method = require_http_methods(["GET", "HEAD", "POST"])


def _require_legal(own: Membership) -> None:
    if own.role != members.LEGAL:
        raise PermissionDenied


@member_required
@require_safe
def index(request: HttpRequest, own: Membership) -> HttpResponseBase:
    """Everybody of the organization with the role, and the invitations nobody has answered."""
    rows = own.organization.memberships.select_related("user__person").order_by("pk")
    waiting = own.organization.invitations.filter(status="waiting", valid_until__gt=timezone.now())
    context = {
        "own": own,
        "may_manage": own.role == members.LEGAL,
        "members": [_line(row) for row in rows[:500]],
        "invitations": waiting.order_by("-pk")[:100] if own.role == members.LEGAL else [],
    }
    return render(request, "organizations/members.html", context)


def _line(row: Membership) -> dict[str, Any]:
    person = row.user.person
    return {
        "pk": row.pk,
        "name": person.name if person else row.user.label,
        "phone": mask_phone(row.user.phone or ""),
        "role": row.get_role_display(),
    }


@member_required
@any_method
def invite(request: HttpRequest, own: Membership) -> HttpResponseBase:
    """Phone, name and role; what happens next is the same for every phone."""
    _require_legal(own)
    form = InviteForm(request.POST if request.method == "POST" else None, initial={"role": "reader"})
    if form.is_bound and form.is_valid():
        if page := asked(request, INVITING, away=reverse("organizations:members")):
            return page
        try:
            inviting.invite(
                organization=own.organization,
                **form.cleaned_data,
                actor=actor_of(request),
                at=timezone.now(),
            )
        except RuleViolation as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("The invitation is sent. The person answers on the own pages."))
            return redirect("organizations:members")
    return render(request, "organizations/invite.html", {"form": form, "own": own})


@member_required
@any_method
def member(request: HttpRequest, own: Membership, membership_id: int) -> HttpResponseBase:
    """Another role, or an end; each is one form."""
    _require_legal(own)
    theirs = own.organization.memberships.select_related("user__person")
    found = get_object_or_404(theirs, pk=membership_id)
    leaving = request.POST.get("act") == "remove"
    posted = request.POST if request.method == "POST" else None
    role = RoleForm(None if leaving else posted, initial={"role": found.role})
    removal = RemovalForm(posted if leaving else None)
    form = removal if leaving else role
    good = form.is_bound and form.is_valid()
    if good and not leaving and (page := asked(request, PROMOTING, away=request.path)):
        return page
    if good and _done(request, found, form, leaving):
        mine = found.user_id == own.user_id
        return redirect("organizations:list" if mine else "organizations:members")
    context = {"member": _line(found), "role": role, "removal": removal, "form": form, "own": own}
    return render(request, "organizations/member.html", context)


def _done(request: HttpRequest, found: Membership, form: Any, leaving: bool) -> bool:
    actor, at = actor_of(request), timezone.now()
    try:
        if leaving:
            members.remove_member(membership=found, **form.cleaned_data, actor=actor, at=at)
            said = _("The member is removed. Open sessions and keys of this person have ended.")
        else:
            members.change_role(membership=found, **form.cleaned_data, actor=actor, at=at)
            said = _("The role is changed.")
    except RuleViolation as refusal:
        form.add_error(None, refusal.sentence)
        return False
    messages.success(request, said)
    return True


@member_required
@require_POST
def withdraw(request: HttpRequest, own: Membership, invitation_id: int) -> HttpResponseBase:
    """Take an invitation back."""
    _require_legal(own)
    invitation = Invitation.objects.filter(organization=own.organization, pk=invitation_id).first()
    if invitation is None:
        raise Http404
    try:
        inviting.withdraw(invitation=invitation, at=timezone.now())
        messages.success(request, _("The invitation is withdrawn."))
    except RuleViolation as refusal:
        messages.error(request, refusal.sentence)
    return redirect("organizations:members")
