"""Readers of single cells, shared by all feeds: text in, checked text out, or Unfit with a reason."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import lru_cache

from portal.core.errors import RuleViolation
from portal.core.id_numbers import parse
from portal.core.names import validate_name
from portal.core.phones import parse_phone
from portal.feeds.spec import Reader, Unfit

_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})|([0-9]{4})([0-9]{2})([0-9]{2})", re.ASCII)
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)
_FORBIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\ud800-\udfff\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\uffff]"
)
_PLAIN_NAME = re.compile("[\u4e00-\u9fa5]{2,4}").fullmatch
_MOBILE = re.compile("1[3-9][0-9]{9}", re.ASCII).fullmatch


@lru_cache(maxsize=100_000)
def day(text: str) -> str:
    """`2031-05-18` from that or from `20310518`; a day that does not exist is unfit."""
    match = _DATE.fullmatch(text)
    if not match:
        raise Unfit("date_malformed")
    year, month, number = (int(part) for part in match.groups() if part is not None)
    try:
        found = date(year, month, number)
    except ValueError:
        raise Unfit("date_impossible") from None
    if not 1900 <= year <= 2200:
        raise Unfit("date_impossible")
    return found.isoformat()


def instant(text: str) -> str:
    """RFC 3339 with an offset, as UTC in one fixed spelling, so that texts compare like times."""
    if not _INSTANT.fullmatch(text):
        raise Unfit("instant_malformed")
    try:
        found = datetime.fromisoformat(text.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Unfit("instant_impossible") from None
    return found.isoformat(timespec="microseconds")


def line_of_text(limit: int) -> Reader:
    """Any script, at most `limit` characters, no control, zero-width or direction characters."""

    def read(text: str) -> str:
        if len(text) > limit:
            raise Unfit("too_long")
        if _FORBIDDEN.search(text):
            raise Unfit("forbidden_character")
        return text

    return read


def matching(pattern: str, reason: str) -> Reader:
    """Exactly this pattern, in capitals."""
    fits = re.compile(pattern, re.ASCII).fullmatch

    def read(text: str) -> str:
        text = text.upper()
        if not fits(text):
            raise Unfit(reason)
        return text

    return read


def one_of(values: frozenset[str], reason: str = "unknown_code") -> Reader:
    """One of a closed list of codes."""

    def read(text: str) -> str:
        text = text.upper()
        if text not in values:
            raise Unfit(reason)
        return text

    return read


def whole_number(largest: int) -> Reader:
    """A number from 0 to `largest`, without sign or point."""

    def read(text: str) -> str:
        if not (text.isascii() and text.isdigit()) or len(text) > 9 or int(text) > largest:
            raise Unfit("number_malformed")
        return str(int(text))

    return read


def person_name(text: str) -> str:
    """A name as `core.names` keeps it; the usual two to four characters go the short way."""
    return text if _PLAIN_NAME(text) else _ruled(validate_name, text)


def phone(text: str) -> str:
    """A mobile number in E.164."""
    return f"+86{text}" if _MOBILE(text) else _ruled(parse_phone, text)


def _ruled(rule: Callable[[str], str], text: str) -> str:
    try:
        return rule(text)
    except RuleViolation as refusal:
        raise Unfit(refusal.code) from None


class _Partial(dict[str, int]):
    """Weighted sums of a part of ID numbers, remembered; bounded, so that junk cannot fill the memory."""

    def __init__(self, weights: tuple[int, ...], limit: int) -> None:
        super().__init__()
        self.weights, self.limit = weights, limit

    def __missing__(self, digits: str) -> int:
        total = sum(w * int(d) for w, d in zip(self.weights, digits, strict=True)) % 11
        if len(self) < self.limit:
            self[digits] = total
        return total


_FIRST = _Partial((7, 9, 10, 5, 8, 4), 20_000)
_BIRTH = _Partial((2, 1, 6, 3, 7, 9, 10, 5), 100_000)
_LAST = _Partial((8, 4, 2), 1_000)
_CHECK = "10X98765432" * 3
_DIGITS = re.compile("[0-9]{17}[0-9X]", re.ASCII).fullmatch


def resident_number(text: str, today: str) -> tuple[str, str, str]:
    """Number, birth date and sex code of a GB 11643 number; `today` bounds the birth date.

    The short way only says yes where `core.id_numbers.parse` says yes too; every other case is asked there.
    """
    if _DIGITS(text) and _CHECK[_FIRST[text[:6]] + _BIRTH[text[6:14]] + _LAST[text[14:17]]] == text[17]:
        try:
            born = day(text[6:14])
        except Unfit:
            born = ""
        if born and born <= today:
            return text, born, "1" if text[16] in "13579" else "2"
    try:
        found = parse(text, on=date.fromisoformat(today))
    except RuleViolation as refusal:
        raise Unfit(refusal.code) from None
    return found.value, found.birth_date.isoformat(), "1" if found.gender == "M" else "2"
