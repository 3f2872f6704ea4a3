"""Hides people and secrets: one place for pages, API, exports and logs."""

import re
import unicodedata
from collections.abc import Mapping, MutableMapping
from typing import Any

_HIDDEN = "***"
_DEEPEST = 6
_TEXT_RULES: tuple[tuple[re.Pattern[str], Any], ...] = (
    (re.compile(r"tk_(live|test)_[\w\-.~]+"), rf"tk_\1_{_HIDDEN}"),
    (re.compile(r"(/v/)[^\s/?#\"'<>]+", re.I), rf"\1{_HIDDEN}"),
    (re.compile(r"\beyJ[\w\-]+\.[\w\-]*\.?[\w\-]*"), _HIDDEN),
    (re.compile(r"\b(Bearer|Basic|Token)\s+[\w\-.~+/=]+", re.I), rf"\1 {_HIDDEN}"),
    (
        re.compile(r"\b(code|token|key|api_key|password|otp|secret|session|sessionid)=[^&\s]+", re.I),
        rf"\1={_HIDDEN}",
    ),
    (re.compile(r"-----BEGIN [^-]+-----.*?(-----END [^-]+-----|\Z)", re.S), _HIDDEN),
    (re.compile(r"\b[A-Z2-7]{60,}\b"), _HIDDEN),
    (re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)"), lambda match: mask_id_number(match[0])),
    (re.compile(r"(?<!\d)(?:86)?1\d{10}(?!\d)"), lambda match: mask_phone(match[0])),
)
_SECRET_KEYS = re.compile(
    r"(^|_)(password|passphrase|secret|token|otp|pin|cookies?|authorization|api_?key|private_key|session"
    r"|csrf\w*|short_code|totp_secret)$",
    re.I,
)
_ID_KEYS = re.compile(r"(^|_)(id_number|sfzmhm|license_number)$", re.I)
_NAME_KEYS = re.compile(r"(^|_)(person_name|full_name|holder_name|first_name|last_name|xm)$", re.I)
_PHONE_KEYS = re.compile(r"(^|_)(phone|mobile|phone_number)$", re.I)
_RECORD_KEYS = {"_record", "_from_structlog"}  # structlog's own, gone before the line is written
_REASON_CODE = re.compile(r"[a-z][a-z0-9_.\-]*")


def mask_id_number(value: str) -> str:
    """`9901**********1234`: four characters at each end; shorter than twelve is hidden whole."""
    return _ends(value, 4, 4) if len(value) >= 12 else "*" * len(value)


def mask_phone(value: str) -> str:
    """`138****0001`; a country code stays readable, anything unusual keeps its last two digits."""
    plain = re.sub(r"[\s\-()]", "", value)
    match = re.fullmatch(r"(\+?86)?(\d{3})(\d{4})(\d{4})", plain)
    if match:
        return f"{match[1] or ''}{match[2]}****{match[4]}"
    return _ends(plain, 0, 2) if len(plain) > 4 else "*" * len(plain)


def mask_plate(value: str) -> str:
    """`浙A***12`: province, office and the last two characters."""
    return _ends(value, 2, 2) if len(value) > 4 else "*" * len(value)


def mask_name(value: str) -> str:
    """`陈*`, `阿***·买***`, `J*** S***`: the first character of each part, never its length beyond three."""
    return "".join(
        part if re.fullmatch(r"[·\s\-]+", part) else _mask_part(part)
        for part in re.split(r"([·\s\-]+)", value)
        if part
    )


def mask_text(text: str) -> str:
    """Free text with ID numbers, phone numbers, keys, tokens and codes hidden; for logs and error reports."""
    for pattern, replacement in _TEXT_RULES:
        text = pattern.sub(replacement, text)
    return text


def mask_personal(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """A structlog processor: put it last before the renderer, after exceptions have become text."""
    return {
        key: value if key in _RECORD_KEYS else _mask_value(str(key), value, 0) for key, value in event.items()
    }


def _mask_part(part: str) -> str:
    visible = 1
    while visible < len(part) and unicodedata.category(part[visible]).startswith("M"):
        visible += 1
    return part[:visible] + "*" * min(3, len(part) - visible)


def _ends(value: str, head: int, tail: int) -> str:
    return value[:head] + "*" * (len(value) - head - tail) + value[len(value) - tail :]


def _mask_value(key: str, value: Any, depth: int) -> Any:
    if value is None or isinstance(value, bool | float):
        return value
    if _SECRET_KEYS.search(key) or depth > _DEEPEST:
        return _HIDDEN
    if isinstance(value, Mapping):
        return {mask_text(str(name)): _mask_value(str(name), item, depth + 1) for name, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_mask_value(key, item, depth + 1) for item in value]
    return _mask_leaf(key, value)


def _mask_leaf(key: str, value: Any) -> Any:
    text = value if isinstance(value, str) else str(value)
    if _ID_KEYS.search(key):
        return mask_id_number(text)
    if _NAME_KEYS.search(key):
        return mask_name(text)
    if _PHONE_KEYS.search(key):
        return mask_phone(text)
    if key == "code" and isinstance(value, str) and not _REASON_CODE.fullmatch(value):
        return _HIDDEN
    masked = mask_text(text)
    return value if isinstance(value, int) and masked == text else masked
