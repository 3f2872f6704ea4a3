"""Signs many records with one key: the same bytes as `issuing.signed_record`, put together more cheaply."""

from datetime import datetime
from uuid import UUID

import cbor2
from django.utils import timezone

from portal.credentials import keys, signers
from portal.credentials.kinds import CredentialKind, Entry
from portal.credentials.models import SigningKey

_BYTES = 0x40  # major type 2 of RFC 8949


def _bytes(content: bytes) -> bytes:
    """A CBOR byte string."""
    size = len(content)
    if size < 24:
        return bytes((_BYTES + size,)) + content
    if size < 256:
        return bytes((_BYTES + 24, size)) + content
    return bytes((_BYTES + 25,)) + size.to_bytes(2, "big") + content


class Signer:
    """One kind, one key, one moment; what is the same in every record is encoded once."""

    def __init__(self, kind: CredentialKind, key: SigningKey, at: datetime) -> None:
        self.kind, self.on, self.issued = kind, timezone.localdate(at), int(at.timestamp())
        self.kid = bytes(key.kid)
        protected = _bytes(cbor2.dumps({1: signers.COSE_ALGORITHMS[key.algorithm], 4: self.kid}))
        self.to_sign = b"\x84" + cbor2.dumps("Signature1") + protected + b"\x40"
        self.shown = b"\xd2\x84" + protected + b"\xa0"

    def payload(self, entry: Entry, identifier: UUID) -> bytes:
        """What is signed about an entry: its claims as they are now."""
        claims = self.kind.claims(entry, None, self.on)
        told = {
            "id": identifier.bytes,
            "kind": self.kind.slug,
            "ref": entry.ref,
            "iat": self.issued,
            "claims": claims,
        }
        return _bytes(cbor2.dumps(told))

    def record(self, payload: bytes) -> bytes:
        """The payload as a COSE_Sign1 (RFC 9052)."""
        signature = keys.sign(self.kid, self.to_sign + payload)
        return self.shown + payload + b"\x58\x40" + signature
