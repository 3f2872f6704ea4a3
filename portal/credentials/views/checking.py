"""Pages on which somebody checks: the public result, the typed code, the officer's scanner."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.identity import address_of
from portal.accounts.purposes import OFFICER_PURPOSES, Purpose
from portal.accounts.staff import staff_required
from portal.api.errors import ProblemError
from portal.api.parsers import read_object
from portal.core.guessing import network_of
from portal.core.throttling import spend
from portal.credentials import short_codes
from portal.credentials.answers import Sheet, as_sheet
from portal.credentials.forms import ScanForm, TypedCodeForm
from portal.credentials.kinds import kind_of
from portal.credentials.models import Verification
from portal.credentials.reading import find
from portal.credentials.verifying import Verdict, Verifier, look, verify
from portal.documents.models import StoredFile
from portal.documents.serving import serve

LOOKS_A_MINUTE = 30
TYPED_A_MINUTE = 10
PHOTO_SECONDS = 600


def _network(request: HttpRequest) -> str:
    return network_of(address_of(request))


def _request_id(request: HttpRequest) -> str:
    return getattr(request, "request_id", "")


def _sheet(verdict: Verdict, photo_url: str | None = None) -> Sheet:
    labels = verdict.kind.claim_labels if verdict.kind else {}
    return as_sheet(verdict, labels=labels, photo_url=photo_url)


@require_safe
def public(request: HttpRequest, token: str) -> HttpResponse:
    """What anybody with a phone camera sees: kind, state, masked number. The code is not used up."""
    if not spend("look", _network(request), limit=LOOKS_A_MINUTE, seconds=60, closed=False).allowed:
        return _too_many(request)
    return _public_result(request, token)


def _public_result(request: HttpRequest, token: str) -> HttpResponse:
    verifier = Verifier(channel="public", label="", request_id=_request_id(request))
    verdict = look(token, verifier=verifier, at=timezone.now())
    response = render(
        request, "credentials/public_result.html", {"sheet": _sheet(verdict), "verdict": verdict}
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _too_many(request: HttpRequest) -> HttpResponse:
    response = render(request, "429.html", status=429)
    response.headers["Retry-After"] = "60"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def typed(request: HttpRequest) -> HttpResponse:
    """Type a short code or paste a long one; guessing is throttled, and closed while Valkey is away."""
    form = TypedCodeForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "credentials/verify.html", {"form": form})
    code = form.cleaned_data["code"]
    guessing = short_codes.read(code) is not None
    if not spend("typed", _network(request), limit=TYPED_A_MINUTE, seconds=60, closed=guessing).allowed:
        return _too_many(request)
    return _public_result(request, code)


@staff_required(duty="check_credentials")
@require_http_methods(["GET", "HEAD", "POST"])
def scan(request: HttpRequest) -> HttpResponse:
    """The officer's scanner; the typed code works without a script."""
    form = ScanForm(request.POST or None, initial={"purpose": Purpose.ROADSIDE})
    sheet = None
    if request.method == "POST" and form.is_valid():
        sheet = _officer_check(request, form.cleaned_data["code"], Purpose(form.cleaned_data["purpose"]))
        form = ScanForm(initial={"purpose": form.cleaned_data["purpose"]})
    context = {"form": form, "answer": sheet, "check_url": f"{request.path}check/"}
    response = render(request, "credentials/scan.html", context)
    response.headers["Permissions-Policy"] = "camera=(self)"
    response.headers["Cache-Control"] = "no-store"
    return response


@staff_required(duty="check_credentials")
@require_POST
def scan_check(request: HttpRequest) -> HttpResponse:
    """The scanner's question and answer as JSON."""
    try:
        body = read_object(request)
    except ProblemError as problem:
        return problem.response(_request_id(request))
    code, wish = body.get("code"), body.get("purpose")
    if not isinstance(code, str) or wish not in [str(purpose) for purpose in OFFICER_PURPOSES]:
        return ProblemError("invalid").response(_request_id(request))
    response = JsonResponse(asdict(_officer_check(request, code, Purpose(wish))))
    response.headers["Cache-Control"] = "no-store"
    return response


def _officer_check(request: HttpRequest, code: str, purpose: Purpose) -> Sheet:
    actor: Any = request.actor  # type: ignore[attr-defined]
    officer = actor.officer
    label = f"{officer.name} {officer.badge_number}" if officer else actor.label
    verifier = Verifier(
        channel="officer", label=label, user_id=actor.user_id, request_id=_request_id(request)
    )
    verdict = verify(code, verifier=verifier, purpose=purpose, at=timezone.now())
    photo_url = f"/scan/photo/{verdict.id}/" if verdict.entry else None
    return _sheet(verdict, photo_url)


@staff_required(duty="check_credentials")
@require_safe
def scan_photo(request: HttpRequest, verification_id: UUID) -> HttpResponseBase:
    """The register's photo for the officer who has just made this check, for ten minutes."""
    at = timezone.now()
    row = Verification.objects.filter(
        id=verification_id,
        checked_at__gt=at - timedelta(seconds=PHOTO_SECONDS),
        user_id=request.user.pk,
        channel=Verification.Channel.OFFICER,
    ).first()
    if row is None or row.credential_id is None or row.result == Verification.Result.NOT_VALID:
        raise Http404
    kind = kind_of(row.kind)
    entry = find(kind, row.credential_id).entry
    photo_id = kind.card(entry, timezone.localdate(at)).photo_id if entry else None
    stored = StoredFile.objects.filter(pk=photo_id).first() if photo_id else None
    if stored is None:
        raise Http404
    return serve(stored, filename="photo.jpg")


def to_typed(request: HttpRequest) -> HttpResponse:
    """`/v/` without a code: the page where one can be typed."""
    return redirect("credentials:typed")
