"""Codes for trying the API with a test key: fixed answers, no register, nobody's data."""

from datetime import date, datetime, timedelta
from typing import Any

import uuid_utils.compat as uuid_utils
from django.utils.translation import gettext_lazy as _

from portal.credentials import logbook
from portal.credentials.kinds import Entry
from portal.credentials.status import DisplayedStatus
from portal.credentials.verifying import Verdict, Verifier

RATE_LIMIT = "TEST-RATE-LIMIT"
_GOOD = {
    "TEST-VALID": ("valid", "normal", ("A",), _("Normal")),
    "TEST-SUSPENDED": ("abnormal", "abnormal", ("D",), _("Suspended")),
}
_BAD = {
    "TEST-EXPIRED": "expired",
    "TEST-USED": "already_used",
    "TEST-REVOKED": "revoked",
    "TEST-SUPERSEDED": "superseded",
    "TEST-BAD-SIGNATURE": "bad_signature",
    "TEST-UNKNOWN-KEY": "unknown_key",
}


class _Sample:
    """A kind that nobody holds."""

    slug, number, service = "driver-license", 0, ""
    title = _("Driver's license")


def verify(code: str, *, verifier: Verifier, at: datetime) -> Verdict:
    """The fixed answer for a magic code; logged as a test."""
    word = code.strip().upper()
    identifier = uuid_utils.uuid7()
    if word in _GOOD:
        verdict = _good(identifier, word, at)
    else:
        reason = _BAD.get(word, "unknown")
        first = at - timedelta(seconds=40) if reason == "already_used" else None
        verdict = Verdict(identifier, at, "not_valid", reason, first)
    logbook.write(_facts(verdict, verifier))
    return verdict


def _good(identifier: Any, word: str, at: datetime) -> Verdict:
    result, tone, codes, label = _GOOD[word]
    until = date(at.year + 5, 5, 18)
    return Verdict(
        identifier,
        at,
        result,
        kind=_Sample(),  # type: ignore[arg-type]
        entry=Entry("0", 0, "", "990100199001011234", "", None),
        status=DisplayedStatus(tone, codes, label, "", "", at, until),
        issued_at=at - timedelta(days=30),
        claims={"name": "测*", "classes": ["C1"]},
    )


def _facts(verdict: Verdict, verifier: Verifier) -> dict[str, object]:
    return {
        "id": verdict.id,
        "at": verdict.checked_at,
        "credential_id": None,
        "person_id": None,
        "kind": "",
        "result": verdict.result,
        "reason": verdict.reason,
        "tone": verdict.status.tone if verdict.status else "",
        "codes": "",
        "purpose": "",
        "channel": verifier.channel,
        "verifier": verifier.label[:160],
        "organization_id": verifier.organization_id,
        "api_key_id": verifier.api_key_id,
        "user_id": None,
        "cti": None,
        "disclosed": "",
        "request_id": verifier.request_id[:64],
        "is_test": True,
    }
