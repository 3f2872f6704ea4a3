"""Citizen identity numbers (GB 11643): read, check and take apart; never looks at a table of divisions.

Division codes change every year and old numbers keep theirs, so the first six digits are not judged.
"""

import re
from dataclasses import dataclass
from datetime import date

from portal.core.errors import RuleViolation

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
_FIRST_YEAR = 1900
_EIGHTEEN = re.compile(r"[0-9]{17}[0-9X]")
_FIFTEEN = re.compile(r"[0-9]{15}")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９Ｘｘ", "0123456789XX")


@dataclass(frozen=True, slots=True)
class IdNumber:
    """A well-formed number: `value` has 18 characters with a capital X, `gender` is "M" or "F"."""

    value: str
    birth_date: date
    gender: str

    @property
    def division_code(self) -> str:
        return self.value[:6]

    def __str__(self) -> str:
        return self.value


def check_digit(first17: str) -> str:
    """The eighteenth character (0-9 or X) that belongs to seventeen digits; ISO 7064 MOD 11-2."""
    if not re.fullmatch(r"[0-9]{17}", first17):
        raise ValueError("seventeen digits expected")
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first17, strict=True))
    return _CHECK_DIGITS[total % 11]


def parse(text: str, *, on: date) -> IdNumber:
    """Read what a person typed or a feed brought; blanks, a small x and full-width digits are forgiven.

    Raises RuleViolation with `id_number_fifteen_digits` (first-generation number), `id_number_malformed`,
    `id_number_birth_date` (no such day, before 1900 or after `on`) or `id_number_check_digit`.
    """
    value = "".join(text.split()).translate(_FULL_WIDTH).upper()
    if _FIFTEEN.fullmatch(value):
        raise RuleViolation("id_number_fifteen_digits")
    if not _EIGHTEEN.fullmatch(value):
        raise RuleViolation("id_number_malformed")
    birth_date = _birth_date(value[6:14], on)
    if check_digit(value[:17]) != value[17]:
        raise RuleViolation("id_number_check_digit")
    return IdNumber(value, birth_date, "M" if int(value[16]) % 2 else "F")


def _birth_date(digits: str, on: date) -> date:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise RuleViolation("id_number_birth_date") from None
    if born.year < _FIRST_YEAR or born > on:
        raise RuleViolation("id_number_birth_date")
    return born
