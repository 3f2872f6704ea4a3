"""A compiled catalog is compared with its source without any gettext tool."""

import io
import struct

import pytest

from portal.runtime.catalogs import read_mo, read_po

SOURCE = r"""
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=n != 1;\n"

#: a.py
msgid "Plain"
msgstr "普通"

#, fuzzy
msgid "Guess"
msgstr "猜"

msgid "Untranslated"
msgstr ""

msgctxt "card"
msgid "State"
msgstr "状态"

#, python-format
msgid "%(n)s car"
msgid_plural "%(n)s cars"
msgstr[0] "%(n)s 辆"
msgstr[1] ""
"%(n)s 辆\n"

#~ msgid "Gone"
#~ msgstr "走"
"""


def compiled(sentences: dict[str, str]) -> bytes:
    """A catalog in the compiled form, after the format's description."""
    pairs = sorted((key.encode(), value.encode()) for key, value in sentences.items())
    head, table, ids = 28, 28 + 16 * len(pairs), io.BytesIO()
    rows: list[list[bytes]] = [[], []]
    for column in (0, 1):
        for pair in pairs:
            rows[column].append(struct.pack("<II", len(pair[column]), table + ids.tell()))
            ids.write(pair[column] + b"\0")
    start = struct.pack("<IIIIIII", 0x950412DE, 0, len(pairs), head, head + 8 * len(pairs), 0, 0)
    return start + b"".join(rows[0]) + b"".join(rows[1]) + ids.getvalue()


MO = {
    "": "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=n != 1;\n",
    "Plain": "普通",
    "card\x04State": "状态",
    "%(n)s car\0%(n)s cars": "%(n)s 辆\0%(n)s 辆\n",
}


def test_source_and_compiled_form_of_the_same_sentences_are_equal():
    assert read_po(SOURCE) == read_mo(compiled(MO))
    assert len(read_po(SOURCE)) == 4


def test_a_sentence_changed_since_compiling_is_noticed():
    assert read_po(SOURCE.replace("普通", "平常")) != read_mo(compiled(MO))


def test_what_is_no_catalog_is_refused():
    with pytest.raises(ValueError, match="not a compiled catalog"):
        read_mo(b"hello")
