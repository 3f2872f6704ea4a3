"""`POST /api/v1/verifications`: a plain view, because REST framework alone would halve the rate."""

import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.keys import ApiKeyFacts
from portal.accounts.purposes import Purpose
from portal.api.authentication import key_and_spent
from portal.api.errors import ProblemError, place
from portal.api.parsers import parse_object, read_body, require_json
from portal.api.throttling import add_rate_headers
from portal.core.throttling import spend
from portal.credentials import sandbox
from portal.credentials.answers import as_json
from portal.credentials.api.idempotency import once
from portal.credentials.verifying import MAX_TEXT, Verifier, is_guessable, verify

SHORT_CODE_MISSES = 30  # a minute for one key
GUESSED = _("This key has sent too many codes that nobody was given. Whole QR codes are still checked.")
_PURPOSES = {purpose.value: purpose for purpose in Purpose}


def create_verification(request: HttpRequest) -> HttpResponse:
    """Check one code. Every way out is an answer: 200 with a verdict, or a problem."""
    request_id = getattr(request, "request_id", "")
    spent = None
    try:
        at = timezone.now()
        key, spent = key_and_spent(request, at=at)
        if not spent.allowed:
            raise ProblemError("too-many-requests", headers={"Retry-After": str(spent.reset)})
        response = _answer(request, key, request_id, at)
    except ProblemError as problem:
        response = problem.response(request_id)
    except (OperationalError, InterfaceError):
        response = ProblemError("unavailable").response(request_id)
    add_rate_headers(response, spent)
    response.headers["Cache-Control"] = "no-store"
    return response


def _answer(request: HttpRequest, key: ApiKeyFacts, request_id: str, at: datetime) -> HttpResponse:
    require_json(request.META.get("CONTENT_TYPE", ""))
    body = read_body(request, settings.API_BODY_MAX_BYTES)
    code, purpose = _request(parse_object(body), key)

    def work() -> tuple[int, bytes]:
        return 200, _check(code, purpose, key, request_id, at)

    repeat_key = request.META.get("HTTP_IDEMPOTENCY_KEY")
    if repeat_key is None:
        return HttpResponse(work()[1], content_type="application/json")
    status, content, replayed = once(repeat_key, api_key_id=key.id, body=body, at=at, work=work)
    response = HttpResponse(content, content_type="application/json", status=status)
    if replayed:
        response.headers["Idempotency-Replayed"] = "true"
    return response


def _request(body: dict[str, Any], key: ApiKeyFacts) -> tuple[str, Purpose]:
    """Code and purpose of a request; raises ProblemError 422 with every fault, 403 beyond the key's scope."""
    errors = [
        place(f"#/{name}", "Unknown member.", "unknown") for name in body if name not in ("code", "purpose")
    ]
    code, wish = body.get("code"), body.get("purpose")
    if not isinstance(code, str):
        errors.append(place("#/code", "A text is required.", "required"))
    elif len(code) > MAX_TEXT:
        errors.append(place("#/code", f"At most {MAX_TEXT} characters.", "max_length"))
    purpose = _PURPOSES.get(wish) if isinstance(wish, str) else None
    if purpose is None:
        errors.append(place("#/purpose", "One of: " + ", ".join(_PURPOSES) + ".", "invalid_choice"))
    if errors or purpose is None or not isinstance(code, str):
        raise ProblemError("invalid", errors=errors)
    if purpose not in key.purposes:
        raise ProblemError("out-of-scope", f"purpose: {purpose}")
    return code, purpose


def _check(code: str, purpose: Purpose, key: ApiKeyFacts, request_id: str, at: datetime) -> bytes:
    verifier = Verifier(
        channel="api",
        label=key.organization_name,
        organization_id=key.organization_id,
        api_key_id=key.id,
        is_test=key.is_test,
        request_id=request_id,
    )
    if key.is_test:
        if code.strip().upper() == sandbox.RATE_LIMIT:
            raise ProblemError("too-many-requests", headers={"Retry-After": "60"})
        verdict = sandbox.verify(code, verifier=verifier, at=at)
    else:
        guessed = is_guessable(code)
        if guessed:
            _count_guess(key)
        verdict = verify(code, verifier=verifier, purpose=purpose, at=at)
        if guessed and verdict.reason != "unknown":
            _count_guess(key, cost=-1)
    answer = as_json(verdict, organization_id=key.organization_id, is_test=key.is_test)
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()


def _count_guess(key: ApiKeyFacts, *, cost: int = 1) -> None:
    """Typed codes can be guessed: after so many misses a minute this key must use long ones.

    Each counts before it is looked up, so that no more pass at once, and one that was right is given back.
    """
    spent = spend("short-miss", key.id, limit=SHORT_CODE_MISSES, seconds=60, closed=True, cost=cost)
    if cost > 0 and not spent.allowed:
        raise ProblemError("too-many-requests", GUESSED, headers={"Retry-After": str(spent.reset)})
