"""The reject file of a load: one CSV line for each refused row, in step with the ledger."""

import os
from pathlib import Path

from django.conf import settings

from portal.core.exports import csv_lines
from portal.feeds.checking import Reject

HEADER = ("line", "field", "reason", "value")


def folder() -> Path:
    """Where feeds keep their files; readable by us alone."""
    path = Path(settings.PORTAL_VAR) / "feeds"
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def path_for(load_id: int, feed: str) -> Path:
    return folder() / f"{feed}-{load_id}.rejects.csv"


def write(path: Path, rejects: list[Reject], *, offset: int) -> int:
    """Write `rejects` at byte `offset`, dropping whatever a killed load left behind it; the new length.

    The caller holds the ledger's row and commits the length with the chunk, so file and ledger agree.
    """
    if not rejects:
        return offset
    rejects.sort(key=lambda reject: reject.line)
    rows = [(reject.line, reject.field, reject.reason, reject.value) for reject in rejects]
    lines = list(csv_lines(HEADER, rows, bom=offset == 0))[0 if offset == 0 else 1 :]
    content = "".join(lines).encode("utf-8", "replace")
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        os.ftruncate(handle, offset)
        written = 0
        while written < len(content):
            written += os.pwrite(handle, content[written:], offset + written)
    finally:
        os.close(handle)
    return offset + len(content)
