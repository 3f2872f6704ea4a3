"""Reads gettext catalogs, source and compiled, to tell whether they say the same; needs no gettext tools."""

import ast
import gettext
import io
from collections.abc import Iterator

Key = str | tuple[str, int]


def read_mo(content: bytes) -> dict[Key, str]:
    """The sentences of a compiled catalog."""
    try:
        catalog = gettext.GNUTranslations(io.BytesIO(content))
    except (OSError, UnicodeDecodeError) as problem:
        raise ValueError(f"not a compiled catalog: {problem}") from None
    return {key: value for key, value in catalog._catalog.items() if key}  # type: ignore[attr-defined]


def _entries(text: str) -> Iterator[tuple[dict[str, str], bool]]:
    """Each entry's fields, and whether it is marked fuzzy."""
    fields: dict[str, str] = {}
    fuzzy, last = False, ""
    for line in [*text.splitlines(), ""]:
        line = line.strip()
        begins = line.startswith(("msgctxt ", "msgid ", "#")) or not line
        if begins and any(name.startswith("msgstr") for name in fields):
            yield fields, fuzzy
            fields, fuzzy = {}, False
        if line.startswith("#,"):
            fuzzy = fuzzy or "fuzzy" in line
        elif line.startswith('"'):
            fields[last] += ast.literal_eval(line)
        elif line and not line.startswith("#"):
            last, _, value = line.partition(" ")
            fields[last] = ast.literal_eval(value)


def read_po(text: str) -> dict[Key, str]:
    """The sentences of a source catalog that a compiler would take over."""
    sentences: dict[Key, str] = {}
    for fields, fuzzy in _entries(text):
        name = fields.get("msgid", "")
        if fuzzy or not name:
            continue
        if "msgctxt" in fields:
            name = f"{fields['msgctxt']}\x04{name}"
        if "msgid_plural" not in fields:
            if fields.get("msgstr"):
                sentences[name] = fields["msgstr"]
            continue
        forms = [value for key, value in fields.items() if key.startswith("msgstr[")]
        if any(forms):
            sentences |= {(name, number): form for number, form in enumerate(forms)}
    return sentences
