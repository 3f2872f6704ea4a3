"""Names of people in any script: one spelling for each, and a plain no to what cannot be a name."""

import re
import unicodedata

from portal.core.errors import RuleViolation

MAX_LENGTH = 50
MIDDLE_DOT = "\u00b7"
_DOTS = "\u2027\u2022\u30fb\uff65\u2219\u22c5\u2024\u0387\u16eb\ua78f.\uff0e"
_PLAIN = str.maketrans(
    dict.fromkeys("\u2019\u2018\u02bc\uff07\u00b4", "'") | dict.fromkeys("\u2010\u2011\uff0d", "-")
)
_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
_BETWEEN_HAN = re.compile(f"(?<=[{_HAN}]) (?=[{_HAN}])")
_ANY_DOT = f"{MIDDLE_DOT}{_DOTS}"
_INNER_DOT = re.compile(rf"(?<=[^\s{_ANY_DOT}]) ?[{_ANY_DOT}] ?(?=[^\s{_ANY_DOT}])")
_MISPLACED_SIGN = re.compile(f"[{MIDDLE_DOT}-]$|[{MIDDLE_DOT} '-]{{2}}")
_CODE_POINT = re.compile(r"[Uu]\s?[+\uff0b]\s?([0-9A-Fa-f]{4,6})(?![0-9A-Fa-f])\s?")
_TIBETAN_SYLLABLE_MARK = "\u0f0b"
_VARIATION_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")


def normalize_name(text: str) -> str:
    """The spelling that is kept: NFC, no blanks around or doubled, every kind of inner dot written "·".

    Blanks between two Chinese characters go ("张 三"), as do those around a dot. Safe to repeat.
    """
    text = unicodedata.normalize("NFC", text).translate(_PLAIN)
    text = re.sub(r"[ \u00a0\u3000]+", " ", text).strip(" ")
    text = _INNER_DOT.sub(MIDDLE_DOT, text)
    return _BETWEEN_HAN.sub("", text)


def validate_name(text: str) -> str:
    """The normalized name; letters of any script, marks, "·", blank, hyphen and apostrophe are allowed.

    Raises RuleViolation with `name_missing`, `name_too_long` or `name_characters` (digits, emoji, control,
    zero-width and direction characters, private-use characters, a sign where a letter must be).
    """
    if len(text) > 10 * MAX_LENGTH:
        raise RuleViolation("name_too_long", limit=MAX_LENGTH)
    name = normalize_name(text)
    if not name:
        raise RuleViolation("name_missing")
    if len(name) > MAX_LENGTH:
        raise RuleViolation("name_too_long", limit=MAX_LENGTH)
    if not all(map(_may_stand, name)) or not _is_letter(name[0]) or _MISPLACED_SIGN.search(name):
        raise RuleViolation("name_characters")
    return name


def with_code_points(text: str) -> str:
    """The text with each "U+4DAE" in it written as the character it names: for those no keyboard has.

    What names no character stays as it was typed, and is then refused like any other sign.
    """
    return _CODE_POINT.sub(_named, text[: 20 * MAX_LENGTH])


def _named(found: re.Match[str]) -> str:
    number = int(found[1], 16)
    return chr(number) if 0x80 <= number <= 0x10FFFF and not 0xD800 <= number <= 0xDFFF else found[0]


def same_name(left: str, right: str) -> bool:
    """Whether two spellings mean the same name: letter case and variation selectors do not count."""
    return _key(left) == _key(right)


def _key(text: str) -> str:
    return normalize_name(_VARIATION_SELECTORS.sub("", text)).casefold()


def _may_stand(character: str) -> bool:
    return (
        character in f"{MIDDLE_DOT} -'{_TIBETAN_SYLLABLE_MARK}"
        or _is_letter(character)
        or _is_mark(character)
    )


def _is_mark(character: str) -> bool:
    return unicodedata.category(character) in {"Mn", "Mc"}


def _is_letter(character: str) -> bool:
    """A letter of any script; planes 2 and 3 as a whole, since Python may not know the newest extensions."""
    if "\U00020000" <= character <= "\U0003fffd":
        return ord(character) & 0xFFFE != 0xFFFE
    return character == "〇" or unicodedata.category(character).startswith("L")
