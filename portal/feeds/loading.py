"""Work off a load of the ledger: chunk by chunk, each exactly once, wherever the last worker was killed.

A runner holds a session lock of the database for the load, which ends with its connection, so that a killed
runner's load is free at once. Rows, counts and the place in the file are committed together.
"""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from portal.audit.actions import Action
from portal.audit.log import record
from portal.core.actors import Actor
from portal.core.errors import RuleViolation
from portal.core.subjects import Subject
from portal.feeds import rejects
from portal.feeds.checking import Checker, Chunk
from portal.feeds.models import FeedLoad
from portal.feeds.reading import FeedFile
from portal.feeds.receiving import UNFINISHED, digest_of
from portal.feeds.spec import feed
from portal.feeds.staging import Stage

Status = FeedLoad.Status
LEASE = timedelta(minutes=2)  # shown to people; the lock of the database is what counts
_LOCK_CLASS = 7_101  # of our advisory locks: one running load
_FEED_CLASS = 7_102  # of our advisory locks: one feed merges one chunk at a time

# One row after the other by its index: the same cost whatever the table's size and age of its statistics.
_SETTINGS = """SET LOCAL lock_timeout = '60s'; SET LOCAL statement_timeout = '120s';
SET LOCAL work_mem = '64MB'; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off;
SET LOCAL enable_seqscan = off"""


@contextmanager
def held(load_id: int) -> Iterator[bool]:
    """Whether this process may run the load now; the lock dies with the connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_LOCK_CLASS, load_id])
        mine = cursor.fetchone()[0]
    try:
        yield mine
    finally:
        if mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_LOCK_CLASS, load_id])


def is_free(load_id: int) -> bool:
    """Whether nobody runs this load at this moment."""
    with held(load_id) as mine:
        return mine


def work_off(*, load_id: int, actor: Actor, at: datetime, seconds: float | None = None) -> bool:
    """Load until the end, or for about `seconds`. Answers whether something is left for another turn.

    Raises RuleViolation when the file is refused; the ledger says so then. Does nothing when another process
    has this load, or when it is finished: safe to repeat.
    """
    with held(load_id) as mine:
        load = FeedLoad.objects.get(pk=load_id)
        if not mine:
            return True
        if load.status not in UNFINISHED:
            return False
        if load.status == Status.QUEUED:
            _start(load, at)
        try:
            return not _run(load, actor, at, seconds)
        except (RuleViolation, OSError) as problem:
            refusal = problem if isinstance(problem, RuleViolation) else RuleViolation("feed_unreadable")
            _finish(load, Status.FAILED, actor, at, error=str(refusal)[:300])
            raise refusal from problem


def _start(load: FeedLoad, at: datetime) -> None:
    load.reject_path = str(rejects.path_for(load.pk, load.feed))
    load.status, load.started_at = Status.RUNNING, at
    load.save(update_fields=["reject_path", "status", "started_at"])


def _run(load: FeedLoad, actor: Actor, at: datetime, seconds: float | None) -> bool:
    """Whether the end of the file was reached."""
    spec, path = feed(load.feed), Path(load.path)
    if load.lines_done and digest_of(path) != load.file_digest:
        raise RuleViolation("feed_changed")
    begun = last = time.monotonic()
    with FeedFile(path, spec) as source:
        checker, stage = Checker(spec, source.header, at=at), Stage(spec, source.header)
        for chunk in _one_ahead(checker.chunks(source, after=load.lines_done)):
            with transaction.atomic():
                _bring_in(load, chunk, stage)
                now = time.monotonic()
                _keep(load, chunk, now - last, at + timedelta(seconds=now - begun))
            last = now
            if seconds is not None and now - begun >= seconds:
                return False
    _finish(load, Status.DONE, actor, at + timedelta(seconds=time.monotonic() - begun))
    return True


def _one_ahead(chunks: Iterator[Chunk]) -> Iterator[Chunk]:
    """The same chunks; the next one is read and checked while the database works on this one."""
    with ThreadPoolExecutor(1) as reader:
        coming = reader.submit(next, chunks, None)
        while (chunk := coming.result()) is not None:
            coming = reader.submit(next, chunks, None)
            yield chunk


def _bring_in(load: FeedLoad, chunk: Chunk, stage: Stage) -> None:
    """Rows and rejects of one chunk; holds the ledger's row, so nobody else can be at the same place."""
    with connection.cursor() as cursor:
        cursor.execute(_SETTINGS)
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_FEED_CLASS, load.feed])
    kept = FeedLoad.objects.select_for_update().get(pk=load.pk)
    if kept.status != Status.RUNNING or kept.lines_done != load.lines_done:
        raise RuleViolation("moved_meanwhile")
    merged = stage.merge(chunk.rows, chunk.rejects)
    load.inserted += merged.inserted
    load.updated += merged.updated
    load.unchanged += merged.unchanged


def _keep(load: FeedLoad, chunk: Chunk, seconds: float, now: datetime) -> None:
    load.reject_bytes = rejects.write(Path(load.reject_path), chunk.rejects, offset=load.reject_bytes)
    load.lines_done = chunk.last_line
    load.read += chunk.read
    load.rejected += len(chunk.rejects)
    load.seconds += seconds
    load.lease_until = now + LEASE
    load.save()


@transaction.atomic
def _finish(load: FeedLoad, status: Status, actor: Actor, at: datetime, error: str = "") -> None:
    moved = FeedLoad.objects.filter(pk=load.pk, status=Status.RUNNING).update(
        status=status, finished_at=at, lease_until=None, error=error
    )
    if not moved:
        return
    load.refresh_from_db()
    if not load.rejected:
        FeedLoad.objects.filter(pk=load.pk).update(reject_path="")
        load.reject_path = ""
    facts: dict[str, Any] = {"error": error} if error else {}
    record(
        Action.FEED_LOADED,
        subject=Subject("feed-load", str(load.pk)),
        actor=actor,
        at=at,
        feed=load.feed,
        status=str(status),
        digest=load.file_digest,
        read=load.read,
        inserted=load.inserted,
        updated=load.updated,
        unchanged=load.unchanged,
        rejected=load.rejected,
        **facts,
    )
