"""Read a feed file line by line in constant memory: CSV or NDJSON, plain or gzip, told apart by content.

A record that cannot be read is answered as an Unfit and stops nothing; a file that is not a feed at all is
refused with a RuleViolation.
"""

import csv
import gzip
import json
import zlib
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from portal.core.errors import RuleViolation
from portal.feeds.spec import FeedSpec, Unfit

BLOCK = 256 * 1024
LINE_BYTES = 64 * 1024
JOINED_LINES = 20  # a quoted cell may run over this many lines
BOMB_BYTES = 64 * 1024 * 1024  # below this nobody asks how well a file was packed
BOMB_RATIO = 200
GZIP_MAGIC = b"\x1f\x8b"
BYTE_ORDER_MARK = b"\xef\xbb\xbf"

csv.field_size_limit(JOINED_LINES * LINE_BYTES)

Line = tuple[int, bytes | None]  # None: too long to be looked at
Record = tuple[int, int, list[str] | Unfit]  # first line, last line, cells in the order of `header`


def lines_of(stream: IO[bytes], packed: IO[bytes] | None = None) -> Iterator[Line]:
    """Numbered lines without their ends (LF, CRLF or CR, also mixed); needs one block of memory.

    `packed` is the file behind a gzip stream: a stream that grows out of all proportion is refused.
    """
    number, unpacked, carry, skipping, after_cr = 0, 0, b"", False, False
    while block := stream.read(BLOCK):
        unpacked += len(block)
        if packed is not None and unpacked > max(BOMB_BYTES, BOMB_RATIO * packed.tell()):
            raise RuleViolation("feed_bomb")
        if after_cr and block.startswith(b"\n"):
            block = block[1:]
        after_cr = block.endswith(b"\r")
        if b"\r" in block:
            block = block.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        lines = (carry + block).split(b"\n")
        carry = lines.pop()
        for line in lines:
            number += 1
            yield number, None if skipping or len(line) > LINE_BYTES else line
            skipping = False
        if len(carry) > LINE_BYTES:
            carry, skipping = b"", True
    if carry or skipping:
        yield number + 1, None if skipping else carry


class FeedFile:
    """An open feed file whose header fits `spec`; use it as a context manager."""

    def __init__(self, path: Path, spec: FeedSpec) -> None:
        self.spec = spec
        self._file: IO[bytes] = path.open("rb")
        try:
            self._start()
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> "FeedFile":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def _start(self) -> None:
        is_packed = self._file.read(2) == GZIP_MAGIC
        self._file.seek(0)
        stream: Any = gzip.GzipFile(fileobj=self._file) if is_packed else self._file
        self._lines = _whole(lines_of(stream, self._file if is_packed else None))
        self._again: deque[Line] = deque()
        number, text = self._first_text()
        self.is_json = text.startswith("{")
        if self.is_json:
            self.header = list(range(len(self.spec.columns)))
            self._again.append((number, text.encode()))
        else:
            self.header = columns_of(text, self.spec)

    def _first_text(self) -> tuple[int, str]:
        for number, raw in self._lines:
            raw = raw.removeprefix(BYTE_ORDER_MARK) if raw and number == 1 else raw
            try:
                text = _text(raw)
            except Unfit as problem:
                raise RuleViolation("feed_not_text") from problem
            if text.strip():
                return number, text.strip()
        raise RuleViolation("feed_empty")

    def records(self, *, after: int = 0) -> Iterator[Record]:
        """Every record that begins after line `after`; blank lines are nothing."""
        while (line := self._next()) is not None:
            number, raw = line
            if number <= after:
                continue
            try:
                text = _text(raw)
                if not text or text.isspace():
                    continue
                if self.is_json:
                    yield number, number, self._json(text)
                elif '"' in text:
                    last, cells = self._quoted(number, text)
                    yield number, last, self._counted(cells)
                else:
                    yield number, number, self._counted(text.split(","))
            except Unfit as problem:
                yield number, number, problem

    def _next(self) -> Line | None:
        return self._again.popleft() if self._again else next(self._lines, None)

    def _counted(self, cells: list[str]) -> list[str]:
        if len(cells) != len(self.header):
            raise Unfit("wrong_number_of_cells")
        return cells

    def _quoted(self, number: int, text: str) -> tuple[int, list[str]]:
        """The cells of a line with quotes, with the lines that an open quote runs on to.

        A quote that nobody closes costs its own line only: the lines looked at are read again.
        """
        taken: list[Line] = []
        try:
            while text.count('"') % 2:
                line = self._next() if len(taken) < JOINED_LINES else None
                if line is None:
                    raise Unfit("quote_not_closed")
                taken.append(line)
                text += "\n" + _text(line[1])
            cells = next(csv.reader([text], strict=True))
        except (Unfit, csv.Error) as problem:
            self._again.extendleft(reversed(taken))
            raise problem if isinstance(problem, Unfit) and not taken else Unfit("quotes_malformed") from None
        return taken[-1][0] if taken else number, cells

    def _json(self, text: str) -> list[str]:
        try:
            found = json.loads(text, object_pairs_hook=_pairs)
        except (ValueError, RecursionError) as problem:
            raise problem if isinstance(problem, Unfit) else Unfit("json_malformed") from None
        if not isinstance(found, dict):
            raise Unfit("json_malformed")
        cells = [""] * len(self.spec.columns)
        names = _names(self.spec)
        seen = set()
        for key, value in found.items():
            index = names.get(key.strip().lower())
            if index is None:
                raise Unfit("unknown_column", key[:40])
            if index in seen:
                raise Unfit("duplicate_column", key[:40])
            seen.add(index)
            cells[index] = _plain(value, self.spec.columns[index].name)
        return cells


def columns_of(header: str, spec: FeedSpec) -> list[int]:
    """For each cell of a CSV header the column it names; raises RuleViolation for a header that is none."""
    try:
        cells = next(csv.reader([header], strict=True))
    except csv.Error:
        raise RuleViolation("feed_header_malformed") from None
    names = _names(spec)
    words = [cell.strip().lower() for cell in cells]
    if unknown := [word[:40] for word in words if word not in names]:
        raise RuleViolation("feed_columns_unknown", columns=", ".join(unknown[:10]))
    found = [names[word] for word in words]
    if len(set(found)) != len(found):
        twice = sorted({spec.columns[index].name for index in found if found.count(index) > 1})
        raise RuleViolation("feed_columns_twice", columns=", ".join(twice))
    needed = [i for i, column in enumerate(spec.columns) if not (column.optional or column.derived)]
    if missing := [spec.columns[index].name for index in needed if index not in found]:
        raise RuleViolation("feed_columns_missing", columns=", ".join(missing))
    return found


def _names(spec: FeedSpec) -> dict[str, int]:
    columns = [(i, column) for i, column in enumerate(spec.columns) if not column.derived]
    return {name: i for i, column in columns for name in (column.name, column.short)}


def _whole(lines: Iterator[Line]) -> Iterator[Line]:
    """The same lines; a damaged gzip stream becomes a refusal of the file."""
    try:
        yield from lines
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise RuleViolation("feed_gzip_broken") from None


def _text(raw: bytes | None) -> str:
    if raw is None:
        raise Unfit("line_too_long")
    if b"\0" in raw:
        raise Unfit("nul_byte")
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise Unfit("not_utf8") from None


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Unfit("duplicate_column")
    return found


def _plain(value: Any, field: str) -> str:
    if isinstance(value, str):
        if "\0" in value:
            raise Unfit("nul_byte", field)
        return value
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "".join(value)
    raise Unfit("wrong_type", field)
