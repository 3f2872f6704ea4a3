"""From records to rows: every cell read, the row's own rules asked, refused rows set aside."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from operator import call

from django.utils import timezone

from portal.feeds.reading import FeedFile, Record
from portal.feeds.spec import Column, FeedSpec, Reader, Unfit

CHUNK = 20_000
AHEAD = timedelta(days=1)  # how far the clock of a register may run before ours
REMEMBERED = 20_000  # answers kept for a column
SHOWN = 60  # characters of a refused cell that are kept
_BLANKS = " \t\u3000\xa0"


@dataclass(frozen=True, slots=True)
class Reject:
    """One refused row, for the reject file."""

    line: int
    field: str
    reason: str
    value: str = ""


@dataclass(slots=True)
class Chunk:
    """Some thousand checked records: `rows` as lines for COPY, with their line numbers first."""

    last_line: int = 0
    read: int = 0
    rows: list[str] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)


class _Remembered(dict[str, str]):
    """A step that keeps its answers, for columns with few different cells; bounded against junk."""

    def __init__(self, step: Reader) -> None:
        super().__init__()
        self.step = step

    def __missing__(self, cell: str) -> str:
        answer = self.step(cell)
        if len(self) < REMEMBERED:
            self[cell] = answer
        return answer


def step_of(column: Column) -> Reader:
    """From a cell as it stands in the file to the text to store; raises Unfit."""
    read, required, default = column.read, column.required, column.default

    def step(cell: str) -> str:
        cell = cell.strip(_BLANKS)
        if cell:
            return read(cell)
        if required:
            raise Unfit("missing")
        return default

    return _Remembered(step).__getitem__ if column.repeats else step


class Checker:
    """Turns the cells of one file into lines of COPY's text format, or says what is wrong."""

    def __init__(self, spec: FeedSpec, header: list[int], *, at: datetime) -> None:
        self.header = header
        self.names = [spec.columns[index].name for index in header]
        self.steps = [step_of(spec.columns[index]) for index in header]
        self.in_order = header == list(range(len(spec.columns)))
        self.blank = [column.default for column in spec.columns]
        self.latest = (at.astimezone(UTC) + AHEAD).isoformat(timespec="microseconds")
        self.judge = spec.prepare(timezone.localdate(at))

    def chunks(self, source: FeedFile, *, after: int, size: int = CHUNK) -> Iterator[Chunk]:
        """All records after line `after`, `size` at a time."""
        records = source.records(after=after)
        while taken := list(islice(records, size)):
            yield self._chunk(taken)

    def _chunk(self, records: list[Record]) -> Chunk:
        chunk = Chunk(last_line=records[-1][1], read=len(records))
        add, row = chunk.rows.append, self.row
        for line, _last, cells in records:
            if isinstance(cells, Unfit):
                chunk.rejects.append(Reject(line, cells.field, cells.reason))
                continue
            try:
                add(f"{line}\t{row(cells)}\n")
            except Unfit as problem:
                chunk.rejects.append(self._reject(line, cells, problem))
        return chunk

    def row(self, cells: list[str]) -> str:
        """The values of one row, joined by tabs; raises Unfit with the field."""
        try:
            values = list(map(call, self.steps, cells))
        except Unfit as problem:
            raise self._with_field(cells, problem) from None
        if not self.in_order:
            ordered = self.blank.copy()
            for index, value in zip(self.header, values, strict=True):
                ordered[index] = value
            values = ordered
        self.judge(values)
        if values[-1] > self.latest:
            raise Unfit("as_of_in_future", "as_of")
        text = "\t".join(values)
        return text.replace("\\", "\\\\") if "\\" in text else text

    def _with_field(self, cells: list[str], problem: Unfit) -> Unfit:
        """The same complaint with the name of the first column that makes it."""
        for name, step, cell in zip(self.names, self.steps, cells, strict=True):
            try:
                step(cell)
            except Unfit:
                return Unfit(problem.reason, name)
        return problem

    def _reject(self, line: int, cells: list[str], problem: Unfit) -> Reject:
        name = problem.field
        value = cells[self.names.index(name)][:SHOWN] if name in self.names else ""
        return Reject(line, name, problem.reason, value)
