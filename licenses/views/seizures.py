"""Seizing at the roadside after a check of one's own, and what driver and police read about a seizure."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from licenses import seizing
from licenses.credential import SLUG
from licenses.facts import facts_of
from licenses.forms import SeizeForm
from licenses.models import DriverLicense, Seizure
from licenses.papers import make_seizure_receipt, seizure_context
from licenses.seizing import page_of
from portal.accounts.identity import actor_of
from portal.accounts.staff import staff_required
from portal.audit.actions import Action
from portal.audit.log import record
from portal.core.errors import RuleViolation
from portal.core.masking import mask_id_number
from portal.core.references import parse_reference
from portal.credentials.models import Credential, Verification
from portal.documents.serving import serve_bytes

WITHIN = timedelta(hours=2)  # of the check; later the office does it from the register


def _checked(request: HttpRequest, check: UUID) -> DriverLicense:
    """The license of a check that this very officer has just made; 404 for any other."""
    row = Verification.objects.filter(
        id=check,
        checked_at__gt=timezone.now() - WITHIN,
        user_id=request.user.pk,
        channel=Verification.Channel.OFFICER,
        kind=SLUG,
    ).first()
    if row is None or row.result == Verification.Result.NOT_VALID:
        raise Http404
    credential = get_object_or_404(Credential, pk=row.credential_id)
    return get_object_or_404(DriverLicense.objects.select_related("person"), pk=int(credential.subject_ref))


@never_cache
@staff_required(duty="seize_licenses")
@require_http_methods(["GET", "HEAD", "POST"])
def seize(request: HttpRequest, check: UUID) -> HttpResponseBase:
    """Ground and note, a page that says what follows, then the seizure."""
    license = _checked(request, check)
    form = SeizeForm(request.POST or None)
    asked = request.method == "POST" and form.is_valid() and "back" not in request.POST
    if asked and "confirmed" in request.POST:
        return _seize(request, license, check, form.cleaned_data)
    context = {
        "form": form,
        "name": license.person.name,
        "number": mask_id_number(license.number),
        "check": f"ver_{check.hex}",
        "ground": form.ground() if asked else None,
    }
    return render(request, "licenses/seize.html", context)


def _seize(
    request: HttpRequest, license: DriverLicense, check: UUID, values: dict[str, Any]
) -> HttpResponseBase:
    at, actor = timezone.now(), actor_of(request)
    try:
        row = seizing.seize(license=license, **values, verification_id=check, actor=actor, at=at)
    except RuleViolation as no:
        messages.error(request, no.sentence)
        return redirect("credentials:scan")
    return redirect(page_of(row))


def _visible(request: HttpRequest, reference: str) -> Seizure:
    try:
        known = parse_reference(reference).value
    except RuleViolation:
        raise Http404 from None
    rows = Seizure.objects.visible_to(actor_of(request)).select_related(
        "license__person", "city", "seized_by", "end_asked_by", "ended_by"
    )
    return get_object_or_404(rows, reference=known)


@never_cache
@login_required
@require_safe
def seizure(request: HttpRequest, reference: str) -> HttpResponseBase:
    """What is held, why, by whom, and how it ends; for the driver and for the police who answer for it."""
    row = _visible(request, reference)
    actor = actor_of(request)
    context = seizure_context(row, facts_of(row.license), timezone.now())
    context["for_driver"] = actor.person_id == row.license.person_id
    return render(request, "licenses/seizure.html", context)


@never_cache
@login_required
@require_safe
def receipt(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The driver's paper: a signed PDF in both languages."""
    row, at, actor = _visible(request, reference), timezone.now(), actor_of(request)
    try:
        content = make_seizure_receipt(row, at=at)
    except RuleViolation as no:  # no key to sign with at the moment
        messages.error(request, no.sentence)
        return redirect(page_of(row))
    record(
        Action.CREDENTIAL_PRINTED,
        subject=seizing.subject(row.license),
        actor=actor,
        person_id=row.license.person_id,
        at=at,
        paper="seizure",
        seizure=row.reference,
    )
    filename = f"{row.reference}.pdf"
    return serve_bytes(content, content_type="application/pdf", filename=filename, inline=False)
