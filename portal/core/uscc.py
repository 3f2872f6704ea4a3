"""Unified social credit codes (GB 32100): eighteen signs, the last one checks the others."""

import re

from portal.core.errors import RuleViolation

_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_FORM = re.compile(f"[{_SIGNS}]{{18}}")


def check_sign(first17: str) -> str:
    """The eighteenth sign that belongs to seventeen."""
    total = sum(_SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(first17))
    return _SIGNS[(31 - total % 31) % 31]


def parse_uscc(text: str) -> str:
    """The code in capitals. Raises RuleViolation: `uscc_malformed` or `uscc_check_sign`."""
    code = "".join(text.upper().split())
    if not _FORM.fullmatch(code):
        raise RuleViolation("uscc_malformed")
    if check_sign(code[:17]) != code[17]:
        raise RuleViolation("uscc_check_sign")
    return code
