"""Keyed digests of what must be found again but not read: codes, API keys, ID numbers, phones."""

import hashlib
import hmac

from django.conf import settings

PEPPER_ID = 1


def keyed_digest(use: str, *parts: str) -> bytes:
    """32 bytes that belong to `parts` for one `use`; without the pepper from settings nobody can try values.

    HMAC-SHA256; the parts are length-prefixed, so that ("ab", "c") and ("a", "bc") differ.
    """
    message = b"".join(
        len(encoded).to_bytes(4, "big") + encoded
        for encoded in (part.encode("utf-8", "surrogatepass") for part in (use, *parts))
    )
    return hmac.digest(settings.DIGEST_PEPPER.encode(), message, hashlib.sha256)


def same_digest(left: bytes | memoryview, right: bytes | memoryview) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(bytes(left), bytes(right))
