"""Baselines: the least that could still be called the same work, as plain views without any middleware."""

import json
import secrets
from datetime import UTC, datetime
from typing import Any

import uuid_utils.compat as uuid_utils
from django.http import HttpRequest, HttpResponse  # noqa: TID251 - plain views on purpose
from django.urls import path

from portal.credentials import keys, signers, tokens
from portal.credentials.models import SigningKey
from portal.credentials.reading import run

ONE_STATEMENT = """WITH used AS (
        INSERT INTO credentials_usedcode (cti, used_at, expires_at)
        VALUES (%(cti)s::bytea, %(at)s::timestamptz, %(at)s::timestamptz) ON CONFLICT DO NOTHING RETURNING 1),
    found AS (
        SELECT c.status, d.status_letters, d.points FROM credentials_credential c
        JOIN licenses_driverlicense d ON d.id = c.subject_ref::bigint WHERE c.id = %(credential)s::uuid),
    logged AS (
        INSERT INTO bench_lean_log (id, at, credential)
        SELECT %(id)s::uuid, %(at)s::timestamptz, %(credential)s::uuid)
    SELECT (SELECT count(*) FROM used), found.* FROM found"""
_KEYS: dict[bytes, Any] = {}


def _key(kid: bytes) -> Any:
    if kid not in _KEYS:
        _KEYS[kid] = keys.load_public(bytes(SigningKey.objects.get(kid=kid).public_key))
    return _KEYS[kid]


def verification(request: HttpRequest) -> HttpResponse:
    """Signature, one statement that reads, uses up and logs, a small answer. No key, throttle or receipt."""
    code = json.loads(request.body)["code"].rpartition("/V/")[2]
    token = tokens.parse(code)
    if not signers.is_signed(_key(token.kid), token.signed_bytes, token.signature):
        return HttpResponse(status=400)
    facts = {
        "cti": token.claims.cti,
        "at": datetime.now(UTC),
        "credential": token.claims.credential_id,
        "id": uuid_utils.uuid7(),
    }
    used, status, letters, points = run(ONE_STATEMENT, facts)
    answer = {
        "result": "valid" if used else "already_used",
        "status": status,
        "codes": letters,
        "points": points,
    }
    return HttpResponse(json.dumps(answer), content_type="application/json")


def code_refresh(request: HttpRequest, credential_id: Any) -> HttpResponse:
    """One read and one signature. No session, nobody asked who it is."""
    row = run("SELECT status FROM credentials_credential WHERE id = %(id)s::uuid", {"id": credential_id})
    kid = next(iter(_KEYS), None) or bytes(keys.active_key("code").kid)
    _key(kid)
    now = int(datetime.now(UTC).timestamp())
    claims = tokens.Claims(credential_id, now, now + 60, secrets.token_bytes(8), 1, "normal", None)
    protected, payload, message = tokens.to_sign(claims, kid=kid, algorithm=-7)
    text = tokens.assemble(protected, payload, keys.sign(kid, message))
    return HttpResponse(json.dumps({"code": text, "status": row[0]}), content_type="application/json")


def wallet_page(request: HttpRequest) -> HttpResponse:
    """One read and a page of the same size without a template."""
    run("SELECT count(*) FROM credentials_credential WHERE holder_id = %(id)s", {"id": 1})
    return HttpResponse("<p>x</p>" * 900)


def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


urlpatterns = [
    path("healthz", healthz),
    path("api/v1/verifications", verification),
    path("wallet/<uuid:credential_id>/code/", code_refresh),
    path("wallet/", wallet_page),
]
