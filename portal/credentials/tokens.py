"""The text in the code that is shown: a CWT in a COSE_Sign1, in upper-case base32 behind an address.

Layout (RFC 9052, RFC 8392), 139 bytes or so, so that the QR code is of version 9 at level M:
protected header {1: algorithm, 4: key id}; claims {2: credential id, 4: expiry, 6: issue time, 7: `cti`,
-65537: [kind, tone, last day of validity as days since 1970 or null]}. The last claim is for checkers
without a connection; an online answer never uses it.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import cbor2

from portal.core import base32

COSE_SIGN1 = 18
ALG, KID = 1, 4
SUB, EXP, IAT, CTI = 2, 4, 6, 7
STATE = -65537
TONES = ("normal", "notice", "abnormal", "void")
MAX_TEXT = 420
FAST_CLOCK = 15  # seconds that the clock of a server which shows may be ahead of one that checks
EPOCH = date(1970, 1, 1)


class Malformed(ValueError):
    """Not a code of ours, whoever signed it."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What a code says. Times are whole seconds; `cti` is 8 random bytes."""

    credential_id: UUID
    issued_at: int
    expires_at: int
    cti: bytes
    kind: int
    tone: str
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class Token:
    """A code taken apart; its signature is still to be checked over `signed_bytes`."""

    kid: bytes
    algorithm: int
    claims: Claims
    signed_bytes: bytes
    signature: bytes

    def is_expired(self, at: datetime, skew: int) -> bool:
        """Older than its minute and `skew` seconds, or from further in the future than clocks may differ.

        A code from the future is genuine and fresh: the server that made it has a fast clock.
        """
        now = at.timestamp()
        return now > self.claims.expires_at + skew or now < self.claims.issued_at - FAST_CLOCK


def to_sign(claims: Claims, *, kid: bytes, algorithm: int) -> tuple[bytes, bytes, bytes]:
    """The protected header, the payload and the bytes a key signs."""
    protected = cbor2.dumps({ALG: algorithm, KID: kid})
    until = (claims.valid_until - EPOCH).days if claims.valid_until else None
    payload = cbor2.dumps(
        {
            SUB: claims.credential_id.bytes,
            EXP: claims.expires_at,
            IAT: claims.issued_at,
            CTI: claims.cti,
            STATE: [claims.kind, TONES.index(claims.tone), until],
        }
    )
    return protected, payload, cbor2.dumps(["Signature1", protected, b"", payload])


def assemble(protected: bytes, payload: bytes, signature: bytes) -> str:
    """The base32 text of the finished COSE_Sign1."""
    return base32.encode(cbor2.dumps(cbor2.CBORTag(COSE_SIGN1, [protected, {}, payload, signature])))


def parse(text: str) -> Token:
    """Take a code's base32 text apart; raises Malformed for anything that is not exactly our layout."""
    if len(text) > MAX_TEXT:
        raise Malformed("too long")
    try:
        raw = base32.decode(text)
        return _token(raw)
    except Malformed:
        raise
    except Exception as error:  # whatever a CBOR reader makes of hostile bytes
        raise Malformed("not a code") from error


def _token(raw: bytes) -> Token:
    tag = cbor2.loads(raw)
    if not isinstance(tag, cbor2.CBORTag) or tag.tag != COSE_SIGN1 or cbor2.dumps(tag) != raw:
        raise Malformed("not a COSE_Sign1")
    protected, unprotected, payload, signature = tag.value
    header = _canonical_map(protected)
    body = _canonical_map(payload)
    if unprotected != {} or set(header) != {ALG, KID} or set(body) != {SUB, EXP, IAT, CTI, STATE}:
        raise Malformed("other fields")
    kid, algorithm = header[KID], header[ALG]
    if not (isinstance(kid, bytes) and len(kid) == 8 and isinstance(algorithm, int)):
        raise Malformed("header")
    if not (isinstance(signature, bytes) and len(signature) == 64):
        raise Malformed("signature")
    signed = cbor2.dumps(["Signature1", protected, b"", payload])
    return Token(kid, algorithm, _claims(body), signed, signature)


def _canonical_map(content: Any) -> dict[Any, Any]:
    value = cbor2.loads(content)
    if not isinstance(value, dict) or cbor2.dumps(value) != content:
        raise Malformed("not canonical")
    return value


def _claims(body: dict[Any, Any]) -> Claims:
    kind, tone, until = body[STATE]
    issued, expires, cti = body[IAT], body[EXP], body[CTI]
    numbers = (kind, tone, issued, expires)
    if any(type(number) is not int or not 0 <= number < 2**32 for number in numbers):
        raise Malformed("numbers")
    if not isinstance(cti, bytes) or len(cti) != 8 or len(body[SUB]) != 16 or expires - issued > 3600:
        raise Malformed("claims")
    last_day = None if until is None else EPOCH + timedelta(days=until)
    return Claims(UUID(bytes=body[SUB]), issued, expires, cti, kind, TONES[tone], last_day)


def expiry_of(token: Token) -> datetime:
    return datetime.fromtimestamp(token.claims.expires_at, UTC)
