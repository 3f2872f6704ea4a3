"""From records to rows: every cell read, the row's own rules asked, refused rows set aside."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice

from portal.feeds.reading import FeedFile, Record
from portal.feeds.spec import FeedSpec, Unfit

CHUNK = 20_000
AHEAD = timedelta(days=1)  # how far the clock of a register may run before ours
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


class Checker:
    """Turns the cells of one file into lines of COPY's text format, or says what is wrong."""

    def __init__(self, spec: FeedSpec, header: list[int], *, at: datetime) -> None:
        self.names = [spec.columns[index].name for index in header]
        columns = [spec.columns[index] for index in header]
        self.plan = [
            (index, column.read, column.required, column.default)
            for index, column in zip(header, columns, strict=True)
        ]
        self.blank = [column.default for column in spec.columns]
        self.latest = (at.astimezone(UTC) + AHEAD).isoformat(timespec="microseconds")
        self.judge = spec.prepare(at.astimezone().date())

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
        values = self.blank.copy()
        at = 0
        try:
            for index, read, required, default in self.plan:
                cell = cells[at].strip(_BLANKS)
                if cell:
                    values[index] = read(cell)
                elif required:
                    raise Unfit("missing")
                else:
                    values[index] = default
                at += 1
        except Unfit as problem:
            raise Unfit(problem.reason, problem.field or self.names[at]) from None
        self.judge(values)
        if values[-1] > self.latest:
            raise Unfit("as_of_in_future", "as_of")
        text = "\t".join(values)
        return text.replace("\\", "\\\\") if "\\" in text else text

    def _reject(self, line: int, cells: list[str], problem: Unfit) -> Reject:
        name = problem.field
        value = cells[self.names.index(name)][:SHOWN] if name in self.names else ""
        return Reject(line, name, problem.reason, value)
