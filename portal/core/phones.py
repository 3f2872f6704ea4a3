"""Phone numbers as people type them, kept in one spelling (E.164)."""

import re

from portal.core.errors import RuleViolation

_FULL_WIDTH = str.maketrans("０１２３４５６７８９＋（）－", "0123456789+()-")
_SIGNS = re.compile(r"[\s\-().\u2010-\u2015]")
_CHINESE_MOBILE = re.compile(r"(?:\+86|0086|86)?(1[3-9][0-9]{9})")
_ABROAD = re.compile(r"(?:\+|00)([1-9][0-9]{6,14})")


def parse_phone(text: str) -> str:
    """`+8613812340001` from any usual spelling of a Chinese mobile number, or another country's with its +.

    Raises RuleViolation with `phone_missing` or `phone_malformed`.
    """
    digits = _SIGNS.sub("", text[:60].translate(_FULL_WIDTH))
    if not digits:
        raise RuleViolation("phone_missing")
    if len(text) <= 60:
        if chinese := _CHINESE_MOBILE.fullmatch(digits):
            return f"+86{chinese[1]}"
        abroad = _ABROAD.fullmatch(digits)
        if abroad and not abroad[1].startswith("86"):
            return f"+{abroad[1]}"
    raise RuleViolation("phone_malformed")
