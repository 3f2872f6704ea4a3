"""CSV for people who open it in a spreadsheet: no cell is ever taken for a formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, override

BYTE_ORDER_MARK = "\ufeff"
_STARTS_A_FORMULA = tuple("=+-@\t\r\n|%＝＋－＠")


def neutralize(value: Any) -> str:
    """The text of one cell; an apostrophe is put before anything a spreadsheet might execute.

    Numbers stay numbers, so a negative amount is not turned into text. NULs are dropped.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float | Decimal):
        return str(value)
    text = str(value).replace("\0", "")
    if text.startswith(_STARTS_A_FORMULA) or text.lstrip().startswith(_STARTS_A_FORMULA):
        return f"'{text}"
    return text


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Any]], *, bom: bool = True) -> Iterator[str]:
    """Lines of a CSV file, one at a time, in constant memory; `bom` makes spreadsheets read it as UTF-8.

    Whoever reads them later, as an answer that is streamed does, reads the language of now.
    """
    return _in_language(get_language(), _lines(header, rows, bom))


def _in_language(language: str | None, lines: Iterator[str]) -> Iterator[str]:
    while True:
        with override(language):
            line = next(lines, None)
        if line is None:
            return
        yield line


def _lines(header: Sequence[str], rows: Iterable[Sequence[Any]], bom: bool) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    mark = BYTE_ORDER_MARK if bom else ""
    for row in _with_header(header, rows):
        writer.writerow([neutralize(cell) for cell in row])
        yield mark + buffer.getvalue()
        mark = ""
        buffer.seek(0)
        buffer.truncate()


def _with_header(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    yield header
    yield from rows
