"""What became of an application: tracker, result, withdrawal; own ones only, others do not exist."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from licenses import applying, reminding
from licenses.cards import application_card
from licenses.eligibility import refusals
from licenses.facts import facts_of
from licenses.models import LicenseApplication
from licenses.papers import DECIDED, decision_context, make_decision, make_receipt
from licenses.tracker import events_of
from licenses.views.doors import holder_only
from portal.accounts.identity import actor_of
from portal.audit.actions import Action
from portal.audit.log import record
from portal.core.errors import RuleViolation
from portal.core.references import parse_reference
from portal.documents.serving import serve, serve_bytes

Status = LicenseApplication.Status


def _own(request: HttpRequest, reference: str) -> LicenseApplication:
    try:
        known = parse_reference(reference).value
    except RuleViolation:
        raise Http404 from None
    own = LicenseApplication.objects.of_holder(actor_of(request))
    return get_object_or_404(
        own.select_related("license__city", "license__person", "decided_by", "photo"), reference=known
    )


@require_safe
@holder_only
def track(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Where the application stands; for a refused one the reason, the rule and the ways on."""
    row = _own(request, reference)
    late = row.status == Status.IN_REVIEW and row.due_at is not None and row.due_at < timezone.now()
    context: dict[str, Any] = {
        "application": application_card(row, events_of(row)),
        "row": row,
        "late": late,
    }
    if row.status == Status.REFUSED:
        return render(request, "licenses/application_refused.html", context | _decision(row))
    return render(request, "licenses/application_track.html", context)


def _decision(row: LicenseApplication) -> dict[str, Any]:
    """The decision, the days left for a review, and whether the register still bars the license."""
    at, said = timezone.now(), decision_context(row)
    barred = bool(refusals(facts_of(row.license), at))
    return {
        **said,
        "review_days": (said["review_until"] - timezone.localdate(at)).days if said["review_until"] else -1,
        "barred": barred,
        "waits": barred and reminding.waits(row.license),
    }


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


@require_safe
@holder_only
def receipt(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Proof that the application was handed in: a signed PDF in both languages."""
    row = _own(request, reference)
    if row.submitted_at is None:
        raise Http404
    return _paper(request, row, "receipt")


@require_safe
@holder_only
def decision(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The decision as a signed PDF in both languages."""
    row = _own(request, reference)
    if row.status not in DECIDED:
        raise Http404
    return _paper(request, row, "decision")


def _paper(request: HttpRequest, row: LicenseApplication, which: str) -> HttpResponseBase:
    at, actor = timezone.now(), actor_of(request)
    try:
        content = make_receipt(row, at=at) if which == "receipt" else make_decision(row, at=at)
    except RuleViolation as no:  # no key to sign with at the moment
        messages.error(request, no.sentence)
        return redirect("licenses:application-track", row.reference)
    subject = applying.subject_of(row)
    record(
        Action.CREDENTIAL_PRINTED, subject=subject, actor=actor, person_id=row.person_id, at=at, paper=which
    )
    filename = f"{row.reference}-{which}.pdf"
    return serve_bytes(content, content_type="application/pdf", filename=filename, inline=False)
