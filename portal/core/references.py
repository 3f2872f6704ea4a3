"""Numbers that people read out and type: prefix, day, chance and a character that catches slips.

The 31 symbols and the check are those of GB 32100 in spirit: weights 3^i modulo the prime 31 catch every
single wrong character and every swap of two. I, L, O, U and Z never occur.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import date, datetime

from portal.core.errors import RuleViolation

_SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXY"
_VALUES = {symbol: value for value, symbol in enumerate(_SYMBOLS)}
_CHANCE = 7
_SHAPE = re.compile(rf"([A-HJKMNP-TV-Y]{{2}})([0-9]{{6}})([{_SYMBOLS}]{{{_CHANCE}}})([{_SYMBOLS}])")
_LOOKALIKES = str.maketrans("OIL", "011")
_FULL_WIDTH = str.maketrans({code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)})
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015\u2212\u00a0\u3000]+")


@dataclass(frozen=True, slots=True)
class Reference:
    """A number in its one spelling, with the prefix and the day it was given out."""

    value: str
    prefix: str
    day: date

    def __str__(self) -> str:
        return self.value


def new_reference(prefix: str, *, on: date) -> str:
    """A fresh number such as `AP-251122-7KQ2M9XC`: 27 thousand million a day, prefix and column unique."""
    if not re.fullmatch(r"[A-HJKMNP-TV-Y]{2}", prefix):
        raise ValueError("a prefix is two capitals out of the alphabet without I, L, O, U, Z")
    body = f"{prefix}{on:%y%m%d}" + "".join(secrets.choice(_SYMBOLS) for _ in range(_CHANCE))
    return _written(body + _check_character(body))


def parse_reference(text: str) -> Reference:
    """Read a typed number: any case, blanks, dashes and look-alikes (O, I, L) are forgiven.

    Raises RuleViolation with `reference_malformed` or `reference_check_character`.
    """
    compact = _SEPARATORS.sub("", text.translate(_FULL_WIDTH)[:64]).upper().translate(_LOOKALIKES)
    match = _SHAPE.fullmatch(compact)
    if match is None:
        raise RuleViolation("reference_malformed")
    if _check_character(compact[:-1]) != compact[-1]:
        raise RuleViolation("reference_check_character")
    try:
        day = datetime.strptime(match[2], "%y%m%d").date()
    except ValueError:
        raise RuleViolation("reference_malformed") from None
    return Reference(_written(compact), match[1], day)


def _written(compact: str) -> str:
    return f"{compact[:2]}-{compact[2:8]}-{compact[8:]}"


def _check_character(body: str) -> str:
    total = sum(pow(3, index, 31) * _VALUES[symbol] for index, symbol in enumerate(body))
    return _SYMBOLS[-total * pow(pow(3, len(body), 31), -1, 31) % 31]
