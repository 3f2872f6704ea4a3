"""Pages on which anybody checks: the public result and the typed code."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.identity import address_of
from portal.core.guessing import network_of
from portal.core.throttling import spend
from portal.credentials.answers import Sheet, as_sheet
from portal.credentials.forms import TypedCodeForm
from portal.credentials.verifying import Verdict, Verifier, is_guessable, look

LOOKS_A_MINUTE = 30
TYPED_A_MINUTE = 10


def _network(request: HttpRequest) -> str:
    return network_of(address_of(request))


def _request_id(request: HttpRequest) -> str:
    return getattr(request, "request_id", "")


def _sheet(verdict: Verdict) -> Sheet:
    return as_sheet(verdict, labels=verdict.kind.claim_labels if verdict.kind else {})


@require_safe
def public(request: HttpRequest, token: str) -> HttpResponse:
    """What anybody with a phone camera sees: kind, state, masked number. The code is not used up."""
    closed = is_guessable(token)
    if not spend("look", _network(request), limit=LOOKS_A_MINUTE, seconds=60, closed=closed).allowed:
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
    guessing = is_guessable(code)
    if not spend("typed", _network(request), limit=TYPED_A_MINUTE, seconds=60, closed=guessing).allowed:
        return _too_many(request)
    return _public_result(request, code)


def to_typed(request: HttpRequest) -> HttpResponse:
    """`/v/` without a code: the page where one can be typed."""
    return redirect("credentials:typed")
