"""Vehicle identification numbers after ISO 3779 and GB 16735: seventeen characters, one a check digit."""

import re

from portal.core.errors import RuleViolation

_FORM = re.compile(r"[0-9A-HJ-NPR-Z]{17}")
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_VALUES = {
    **{str(digit): digit for digit in range(10)},
    **dict(zip("ABCDEFGH", range(1, 9), strict=True)),
    **dict(zip("JKLMN", range(1, 6), strict=True)),
    "P": 7,
    "R": 9,
    **dict(zip("STUVWXYZ", range(2, 10), strict=True)),
}
_FULL_WIDTH = {ord("０") + n: ord("0") + n for n in range(10)} | {
    ord("Ａ") + n: ord("A") + n for n in range(26)
}


def check_digit(vin: str) -> str:
    """What belongs at the ninth place, 0-9 or X; whatever stands there does not matter."""
    total = sum(weight * _VALUES[sign] for weight, sign in zip(_WEIGHTS, vin, strict=True))
    return "0123456789X"[total % 11]


def parse_vin(text: str) -> str:
    """The number in capitals; blanks and full-width signs are forgiven.

    Raises RuleViolation: `vin_malformed` (length, or one of I, O, Q) or `vin_check_digit`.
    """
    vin = "".join(text.upper().split()).translate(_FULL_WIDTH)
    if not _FORM.fullmatch(vin):
        raise RuleViolation("vin_malformed")
    if check_digit(vin) != vin[8]:
        raise RuleViolation("vin_check_digit")
    return vin
