"""Show a credential: a signed text that lives a minute. Nothing is written to the database."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from portal.core.actors import Actor
from portal.core.errors import RuleViolation
from portal.credentials import keys, reading, short_codes, signers, tokens
from portal.credentials.kinds import CredentialKind, Entry
from portal.credentials.reading import Found
from portal.credentials.status import DisplayedStatus, displayed_status


@dataclass(frozen=True, slots=True)
class ShownCode:
    """`text` is what the QR code says; `short_code` is None while Valkey is away."""

    text: str
    short_code: str | None
    expires_at: datetime


def code_address() -> str:
    """What stands before a token: capitals only, so that the QR code stays in alphanumeric mode."""
    parts = urlsplit(settings.BASE_URL)
    return f"{parts.scheme}://{settings.CODE_HOST or parts.netloc}/V/".upper()


def status_of(
    found: Found, kind: CredentialKind, at: datetime, told: Collection[str] | None = None
) -> DisplayedStatus:
    """The displayed status of what `reading.find()` found, for who learns these claims (None: all)."""
    entry = found.entry
    standing = kind.standing(entry, timezone.localdate(at), told) if entry else None
    return displayed_status(
        str(found.status),
        standing,
        matches=entry is not None and entry.fingerprint == found.fingerprint,
        at=at,
        changed=kind.changed,
        passed_on=entry is not None and not entry.was_issued_to(found.fingerprint),
    )


def present(*, credential_id: UUID, kind: CredentialKind, actor: Actor, at: datetime) -> ShownCode:
    """A code for the holder. One statement and one signature.

    Raises RuleViolation("not_found") when the actor does not hold it and RuleViolation("not_shown") when its
    state does not allow a code.
    """
    found = reading.find(kind, credential_id)
    return code_of_holder(found, credential_id, kind, person_id=actor.person_id, at=at)


def code_of_holder(
    found: Found, credential_id: UUID, kind: CredentialKind, *, person_id: int | None, at: datetime
) -> ShownCode:
    """The same for what was read a moment ago."""
    mine = found.holder_id is not None and found.holder_id == person_id
    if found.status is None or found.entry is None or not mine:
        raise RuleViolation("not_found")
    return code_for(found, credential_id, kind, at=at)


def code_for(found: Found, credential_id: UUID, kind: CredentialKind, *, at: datetime) -> ShownCode:
    """A code for what was read a moment ago; the caller has made sure who asks."""
    status = status_of(found, kind, at)
    entry = found.entry
    if not status.shows_code or entry is None:
        raise RuleViolation("not_shown")
    if found.code_kid is None:
        raise RuleViolation("no_signing_key", use="code")
    return _sign(found.code_kid, credential_id, kind, entry, status, at)


def _sign(
    kid: bytes, credential_id: UUID, kind: CredentialKind, entry: Entry, status: DisplayedStatus, at: datetime
) -> ShownCode:
    now = int(at.timestamp())
    expires = now + settings.CODE_SECONDS
    claims = tokens.Claims(
        credential_id=credential_id,
        issued_at=now,
        expires_at=expires,
        cti=secrets.token_bytes(8),
        kind=kind.number,
        tone=status.tone,
        valid_until=status.valid_until,
    )
    algorithm = signers.COSE_ALGORITHMS[keys.algorithm_of(kid)]
    protected, payload, to_sign = tokens.to_sign(claims, kid=kid, algorithm=algorithm)
    text = tokens.assemble(protected, payload, keys.sign(kid, to_sign))
    short = short_codes.give_out(text, seconds=settings.CODE_SECONDS)
    return ShownCode(code_address() + text, short, datetime.fromtimestamp(expires, UTC))
