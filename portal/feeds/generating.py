"""Feed files of any size for benchmarks and tests: the same people every time, none of whom can exist."""

import gzip
from collections.abc import Iterator
from pathlib import Path

from portal.core.exports import csv_lines
from portal.feeds.spec import FeedSpec

CITY = "320500"


def rows(spec: FeedSpec, count: int, *, city: str = CITY, bad_every: int = 0) -> Iterator[list[str]]:
    """`count` rows; with `bad_every` each so-manieth has an impossible `as_of`."""
    for n in range(count):
        row = spec.generate(n, city)
        if bad_every and n % bad_every == bad_every - 1:
            row[-1] = "2026-02-30T00:00:00Z"
        yield row


def write(spec: FeedSpec, count: int, path: Path, *, city: str = CITY, bad_every: int = 0) -> None:
    """Write a CSV file, packed when the name ends in .gz."""
    header = [column.short for column in spec.columns if not column.derived]
    packed = path.suffix == ".gz"
    with gzip.open(path, "wt", 1, encoding="utf-8") if packed else path.open("w", encoding="utf-8") as out:
        out.writelines(csv_lines(header, rows(spec, count, city=city, bad_every=bad_every), bom=False))
