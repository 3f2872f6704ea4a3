"""What became of an application: tracker, result, withdrawal; own ones only, others do not exist."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from licenses import applying
from licenses.cards import application_card, explanation_of
from licenses.models import LicenseApplication
from licenses.views.doors import holder_only
from portal.accounts.identity import actor_of
from portal.core.errors import RuleViolation
from portal.core.references import parse_reference
from portal.documents.serving import serve

Status = LicenseApplication.Status


def _own(request: HttpRequest, reference: str) -> LicenseApplication:
    try:
        known = parse_reference(reference).value
    except RuleViolation:
        raise Http404 from None
    own = LicenseApplication.objects.of_holder(actor_of(request))
    return get_object_or_404(own.select_related("license__city", "decided_by", "photo"), reference=known)


@require_safe
@holder_only
def track(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Where the application stands; for a refused one the reason, the rule and the ways on."""
    row = _own(request, reference)
    context: dict[str, Any] = {"application": application_card(row)}
    if row.status == Status.REFUSED:
        refusal = explanation_of(row)
        context |= {"refusal": refusal, "advice": [refusal.advice], "office": row.license.office}
        context["decided_by"] = row.decided_by.badge_number if row.decided_by else ""
        return render(request, "licenses/application_refused.html", context)
    return render(request, "licenses/application_track.html", context)


@require_safe
@holder_only
def done(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Handed in: the reference, and what happens next and by when."""
    row = _own(request, reference)
    if row.status != Status.IN_REVIEW:
        return redirect("licenses:application-track", row.reference)
    return render(request, "licenses/application_done.html", {"application": application_card(row)})


@require_http_methods(["GET", "HEAD", "POST"])
@holder_only
def withdraw(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Ask once, then take the application back."""
    row = _own(request, reference)
    if row.status not in applying.OPEN:
        return redirect("licenses:application-track", row.reference)
    if request.method != "POST":
        return render(request, "licenses/application_withdraw.html", {"application": application_card(row)})
    try:
        applying.withdraw(application=row, actor=actor_of(request), at=timezone.now())
        messages.success(request, _("Your application has been withdrawn."))
    except RuleViolation as no:
        messages.error(request, no.sentence)
    return redirect("licenses:application-track", row.reference)


@require_safe
@holder_only
def new_photo(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The photo the applicant uploaded, for the applicant."""
    row = _own(request, reference)
    if row.photo is None:
        raise Http404
    return serve(row.photo, filename="new-photo.jpg")
