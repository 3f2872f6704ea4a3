"""Check a code: the one function behind the API, the officer's scanner and the public page."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import uuid_utils.compat as uuid_utils
from django.conf import settings
from django.utils import timezone

from portal.accounts.purposes import Purpose
from portal.credentials import businesses, keys, logbook, reading, share_codes, short_codes, signers, tokens
from portal.credentials.kinds import CredentialKind, Entry, kind_by_number, kind_of
from portal.credentials.models import Credential, Share, SigningKey
from portal.credentials.presenting import status_of
from portal.credentials.reading import Found, KeyState
from portal.credentials.share_scopes import narrowed
from portal.credentials.status import DisplayedStatus
from portal.credentials.tokens import Token

MAX_TEXT = 2048


@dataclass(frozen=True, slots=True)
class Verifier:
    """Who checks, through which door. `label` is what the holder reads later; a `business` hears less."""

    channel: str
    label: str
    organization_id: int | None = None
    api_key_id: int | None = None
    user_id: int | None = None
    is_test: bool = False
    request_id: str = ""
    business: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Verdict:
    """The answer of one check. For `not_valid` everything about a person is empty."""

    id: UUID
    checked_at: datetime
    result: str
    reason: str = ""
    first_used_at: datetime | None = None
    kind: CredentialKind | None = None
    entry: Entry | None = None
    status: DisplayedStatus | None = None
    issued_at: datetime | None = None
    claims: dict[str, Any] = field(default_factory=dict)
    receipt_kid: bytes | None = None
    from_afar: bool = False  # by a share code: nobody stands there to be compared with a photo

    @property
    def reference(self) -> str:
        return f"ver_{self.id.hex}"

    @property
    def number(self) -> str:
        return self.entry.number_masked if self.entry else ""


@dataclass(frozen=True, slots=True, repr=False)
class _Judged:
    """A verdict before it is written down; `token` is set once its signature is known to be ours.

    `share` stands in for it when the code was a share code. `uses_up` once the check costs the code a use.
    """

    result: str
    reason: str = ""
    token: Token | None = None
    share: Share | None = None
    uses_up: bool = False
    kind: CredentialKind | None = None
    found: Found | None = None
    status: DisplayedStatus | None = None


def verify(text: str, *, verifier: Verifier, purpose: Purpose, at: datetime) -> Verdict:
    """Check what a code says and use the code up; any string gets a verdict, and every verdict is logged.

    Order: signature → age → used before → the credential's life → the register's standing today. Two
    statements, three for a code used before and for a share code. Nothing the code itself says about the
    state is believed.
    """
    judged = _judge(text, at)
    return _conclude(judged, verifier, purpose, at, consume=judged.uses_up)


def look(text: str, *, verifier: Verifier, at: datetime) -> Verdict:
    """The public page's look: the same judgment without using the code up and without any claim."""
    judged = _judge(text, at)
    if judged.token is not None and judged.reason == "":  # a share has been asked already
        first = logbook.first_use(judged.token.claims.cti)
        if first is not None:
            judged = replace(judged, result="not_valid", reason="already_used")
    return _conclude(judged, verifier, None, at, consume=False)


def is_guessable(text: str) -> bool:
    """Whether this is one of the codes short enough to be typed, and so to be tried out."""
    bare = _bare(text)
    return short_codes.read(bare) is not None or share_codes.read(bare) is not None


def _judge(text: str, at: datetime) -> _Judged:
    text = _bare(text)
    share_code = share_codes.read(text)
    if share_code is not None:
        return _judge_share(share_code, at)
    token_text = _token_text(text)
    if token_text is None:
        return _Judged("not_valid", "unknown")
    try:
        token = tokens.parse(token_text)
    except tokens.Malformed:
        return _Judged("not_valid", "malformed")
    kind = kind_by_number(token.claims.kind)
    found = reading.find(kind, token.claims.credential_id, token.kid)
    wrong = _wrong_signature(token, found.code_key)
    if wrong:
        return _Judged("not_valid", wrong, found=found)
    if token.is_expired(at, settings.CODE_SKEW_SECONDS):
        return _Judged("not_valid", "expired", token=token, kind=kind, found=found)
    return _judge_credential(_Judged("valid", token=token, kind=kind, found=found), at)


def _judge_share(code: str, at: datetime) -> _Judged:
    """The same of a share code: its own end first, then the credential as ever. One statement more."""
    share = Share.objects.with_kind().filter(digest=share_codes.digest(code)).first()
    if share is None:
        return _Judged("not_valid", "unknown")
    kind = kind_of(share.kind)
    judged = _Judged("valid", share=share, kind=kind, found=reading.find(kind, share.credential_id))
    ended = share.why_ended(at)
    return replace(judged, result="not_valid", reason=ended) if ended else _judge_credential(judged, at)


def _bare(text: str) -> str:
    """The code in what was scanned or typed, without the address before it."""
    return text.strip().upper().rpartition("/V/")[2] if len(text) <= MAX_TEXT else ""


def _token_text(text: str) -> str | None:
    """The base32 text of a bare code; None for a short code nobody was given."""
    short = short_codes.read(text)
    return short_codes.look_up(short) if short else text


def _wrong_signature(token: Token, key: KeyState | None) -> str:
    """Why the signature does not count, or nothing. The algorithm is the key's, never the token's word."""
    if key is None or key.status in (SigningKey.Status.COMPROMISED, SigningKey.Status.STAGED):
        return "unknown_key"
    if key.retired_at is not None:
        leeway = key.retired_at + timedelta(seconds=settings.CODE_SKEW_SECONDS)
        if datetime.fromtimestamp(token.claims.issued_at, UTC) > leeway:
            return "unknown_key"
    if signers.COSE_ALGORITHMS[key.algorithm] != token.algorithm:
        return "bad_signature"
    public = keys.load_public(key.public_key)
    return "" if signers.is_signed(public, token.signed_bytes, token.signature) else "bad_signature"


def _judge_credential(judged: _Judged, at: datetime) -> _Judged:
    """The credential behind a genuine code, which this check uses up whatever comes of it."""
    kind, found = judged.kind, judged.found
    if kind is None or found is None or found.status is None:
        return replace(judged, result="not_valid", reason="unknown", kind=None, uses_up=True)
    status = status_of(found, kind, at)
    judged = replace(judged, status=status, uses_up=True)
    if found.status == Credential.Status.SUPERSEDED:
        return replace(judged, result="not_valid", reason="superseded")
    if status.tone == "void":
        return replace(judged, result="not_valid", reason=status.end_reason or "revoked")
    if status.tone == "abnormal":
        return replace(judged, result="abnormal")
    return judged


def _conclude(
    judged: _Judged, verifier: Verifier, purpose: Purpose | None, at: datetime, *, consume: bool
) -> Verdict:
    """Write the check down and say the answer; whoever is second with a code hears `already_used`."""
    verdict = _verdict(judged, purpose, at, verifier.business)
    facts = _facts(judged, verdict, verifier, purpose)
    if not consume:
        logbook.write(facts)
    elif not (logbook.use_share_and_write if judged.share else logbook.use_up_and_write)(facts):
        first = logbook.first_use(facts["cti"], facts["share_id"])
        return Verdict(verdict.id, at, "not_valid", "already_used", first, receipt_kid=verdict.receipt_kid)
    if verdict.reason == "already_used":
        return replace(verdict, first_used_at=logbook.first_use(facts["cti"], facts["share_id"]))
    return verdict


def _verdict(judged: _Judged, purpose: Purpose | None, at: datetime, business: str) -> Verdict:
    found = judged.found
    verdict = Verdict(
        uuid_utils.uuid7(), at, judged.result, judged.reason, receipt_kid=found.receipt_kid if found else None
    )
    if judged.result == "not_valid" or found is None or judged.kind is None or found.entry is None:
        return verdict
    claims = businesses.claims_for(judged.kind, found.entry, purpose, timezone.localdate(at), business)
    scope = judged.share.scope if judged.share else None
    claims, told = narrowed(claims, judged.kind, scope, purpose)
    return replace(
        verdict,
        kind=judged.kind,
        entry=found.entry,
        status=status_of(found, judged.kind, at, told=told),
        issued_at=found.issued_at,
        claims=claims,
        from_afar=judged.share is not None,
    )


def _facts(judged: _Judged, verdict: Verdict, verifier: Verifier, purpose: Purpose | None) -> dict[str, Any]:
    """The log row. A person is named only when the code was ours: nobody can fill another's log."""
    token, share, found = judged.token, judged.share, judged.found
    status = verdict.status or judged.status
    number, cti = (token.claims.credential_id, token.claims.cti) if token else (None, None)
    if share:
        number, cti = share.credential_id, share.pk.bytes
    return {
        "id": verdict.id,
        "at": verdict.checked_at,
        "credential_id": number,
        "person_id": found.holder_id if number and found else None,
        "kind": judged.kind.slug if judged.kind else "",
        "result": verdict.result,
        "reason": verdict.reason,
        "tone": status.tone if status else "",
        "codes": "".join(status.codes)[:20] if status else "",
        "purpose": str(purpose or ""),
        "channel": verifier.channel,
        "verifier": verifier.label[:160],
        "organization_id": verifier.organization_id,
        "api_key_id": verifier.api_key_id,
        "user_id": verifier.user_id,
        "cti": cti,
        "share_id": share.pk if share else None,
        "expires_at": tokens.expiry_of(token) if token else None,
        "disclosed": ",".join(verdict.claims)[:120],
        "request_id": verifier.request_id[:64],
        "is_test": verifier.is_test,
    }
