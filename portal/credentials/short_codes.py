"""Eight characters that can be said aloud: they stand for a shown code for as long as that code lives.

They are kept in Valkey only. While it is away no short code is given out and none is accepted; the long code
goes on working.
"""

import secrets
from typing import Any

from portal.core.valkey import Unavailable, client

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8  # 40 bits
KEPT_AFTER_EXPIRY = 600  # seconds; so that an old short code is answered "expired", not "unknown"
LOOKALIKES = str.maketrans("OIL", "011", " -")


def give_out(token: str, *, seconds: int) -> str | None:
    """A new short code for this token, or None while Valkey is away."""
    number = secrets.randbits(5 * LENGTH)
    code = "".join(ALPHABET[number >> 5 * place & 31] for place in range(LENGTH))
    try:
        kept = client().set(f"short:{code}", token, ex=seconds + KEPT_AFTER_EXPIRY, nx=True)
    except Unavailable:
        return None
    return code if kept else None


def read(text: str) -> str | None:
    """The short code in `text` in its one spelling, or None when it cannot be one."""
    code = text.upper().translate(LOOKALIKES)
    return code if len(code) == LENGTH and all(letter in ALPHABET for letter in code) else None


def look_up(code: str) -> str | None:
    """The token behind a short code; None when unknown, long gone, or Valkey is away."""
    try:
        token: Any = client().get(f"short:{code}")
    except Unavailable:
        return None
    return bytes(token).decode() if token else None
