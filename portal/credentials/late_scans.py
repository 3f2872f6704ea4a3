"""A scan that reached us after its code had expired: what can honestly be said about it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from portal.credentials import reading, short_codes, tokens
from portal.credentials.delegates import Delegation
from portal.credentials.kinds import CredentialKind, kind_of
from portal.credentials.models import Verification
from portal.credentials.presenting import status_of
from portal.credentials.status import DisplayedStatus
from portal.credentials.verifying import Verdict


@dataclass(frozen=True, slots=True, repr=False)
class Late:
    """The code is ours and was shown between `shown_at` and `expired_at`; what the register says is of now.

    `seen_before` is when the same code had been sent to us first, if it had; `use` is set when somebody
    showed another's credential.
    """

    kind: CredentialKind
    status: DisplayedStatus
    number: str
    shown_at: datetime
    expired_at: datetime
    seen_before: datetime | None
    use: Delegation | None = None


def today(text: str, verdict: Verdict, *, oldest: datetime) -> Late | None:
    """The state now of the credential in an expired code; None when the code is older than `oldest`.

    The code was genuine: `verify` looks at the age only after the signature. Ages are by the times in the
    code and our own clock, never by the device's.
    """
    token = _token(text)
    row = Verification.objects.filter(id=verdict.id, checked_at=verdict.checked_at).first()
    if token is None or row is None or not row.kind or tokens.expiry_of(token) < oldest:
        return None
    kind = kind_of(row.kind)
    found = reading.find(kind, token.claims.credential_id)
    if found.status is None or found.entry is None:
        return None
    status = status_of(found, kind, verdict.checked_at, told=())
    return Late(
        kind=kind,
        status=status,
        number="" if status.tone == "void" else found.entry.number_masked,
        shown_at=datetime.fromtimestamp(token.claims.issued_at, UTC),
        expired_at=tokens.expiry_of(token),
        seen_before=_first_seen(row),
        use=found.entry.delegation,
    )


def _token(text: str) -> tokens.Token | None:
    short = short_codes.read(text)
    long = short_codes.look_up(short) if short else text.strip().upper().rpartition("/V/")[2]
    try:
        return tokens.parse(long or "")
    except tokens.Malformed:
        return None


def _first_seen(row: Any) -> datetime | None:
    """When this code was sent to us before, by whoever; looks at the public page do not count."""
    earlier = (
        Verification.objects.filter(person_id=row.person_id, cti=row.cti, checked_at__lt=row.checked_at)
        .exclude(channel=Verification.Channel.PUBLIC)
        .order_by("checked_at")
    )
    return earlier.values_list("checked_at", flat=True).first()


def first_check(verdict: Verdict) -> Any:
    """The check that used a code up before this one, from the log; None when it cannot be found."""
    row = Verification.objects.filter(id=verdict.id, checked_at=verdict.checked_at).first()
    if row is None or row.person_id is None or verdict.first_used_at is None:
        return None
    return Verification.objects.filter(
        person_id=row.person_id, cti=row.cti, checked_at=verdict.first_used_at
    ).first()
