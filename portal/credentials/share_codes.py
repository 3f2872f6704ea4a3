"""Share codes as text: fifteen characters in three groups, the last of which catches every slip.

Fourteen are chance, 70 bits. The alphabet is that of the short codes. The check is a polynomial over GF(32):
it catches every single wrong character and every swap of two. Only a keyed digest of a code is ever kept.
"""

import secrets

from portal.core.digests import keyed_digest
from portal.credentials.short_codes import ALPHABET, LOOKALIKES

LENGTH = 15
_LONGEST = 40  # what people type around it: blanks and dashes
_VALUES = {letter: value for value, letter in enumerate(ALPHABET)}


def new_code() -> str:
    """A fresh code in its one spelling, without dashes."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return body + ALPHABET[_times_x(_remainder(body))]


def read(text: str) -> str | None:
    """The share code in `text` in its one spelling, or None when it cannot be one."""
    text = text.strip()
    if not LENGTH <= len(text) <= _LONGEST:
        return None
    code = text.upper().translate(LOOKALIKES)
    if len(code) != LENGTH or not all(letter in _VALUES for letter in code):
        return None
    return code if _remainder(code) == 0 else None


def written(code: str) -> str:
    """The code as people read it: three groups of five."""
    return "-".join(code[i : i + 5] for i in range(0, LENGTH, 5))


def digest(code: str) -> bytes:
    """What is kept of a code, and how it is found again."""
    return keyed_digest("share", code)


def is_share(cti: bytes | memoryview | None) -> bool:
    """Whether a line of the log came from a share: there the number of the share stands, 16 bytes."""
    return cti is not None and len(cti) == 16


def _remainder(code: str) -> int:
    value = 0
    for letter in code:
        value = _times_x(value) ^ _VALUES[letter]
    return value


def _times_x(value: int) -> int:
    """Multiplied by x modulo x⁵ + x² + 1."""
    value <<= 1
    return value ^ 0b100101 if value & 0b100000 else value
