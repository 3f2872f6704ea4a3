"""Works off the ledger of a bulk run: lay out, count, issue; any number of workers, each killed at any time.

The truth is in PostgreSQL. A worker takes a free chunk by a lease that is committed at once, then does the
chunk in one transaction that holds the chunk's row. Killed before, the lease runs out; killed within, the
transaction never was; slower than its lease, the row is still held and nobody else takes it.
"""

import os
import secrets
import socket
import time
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

import structlog
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone

from portal.audit.actions import Action
from portal.audit.log import record
from portal.core.actors import Actor
from portal.core.errors import RuleViolation
from portal.core.subjects import Subject
from portal.credentials import bulk, forecasts
from portal.credentials.kinds import bulk_kind_of
from portal.credentials.models import Chunk, Run, RunCity

LEASE = timedelta(seconds=5)
PAUSE_AFTER_ERROR = timedelta(seconds=3)
MOST_ATTEMPTS = 5
_CLAIM = """UPDATE credentials_chunk SET lease_until = %s, worker = %s, attempts = attempts + 1
 WHERE id = (SELECT c.id FROM credentials_chunk c JOIN credentials_run r ON r.id = c.run_id
              WHERE c.run_id = %s AND c.status = %s AND r.status = %s
                AND (c.lease_until IS NULL OR c.lease_until <= %s)
              ORDER BY c.id LIMIT 1 FOR UPDATE OF c SKIP LOCKED)
 RETURNING id"""
Status, ChunkStatus = Run.Status, Chunk.Status
_STEP = {Status.CHECKING: ChunkStatus.NEW, Status.RUNNING: ChunkStatus.PENDING}
_logger = structlog.get_logger(__name__)


def subject(run: Run) -> Subject:
    """How the audit trail names a run."""
    return Subject("run", run.reference)


def active(run_id: int, at: datetime) -> int:
    """How many chunks somebody is working on."""
    return Chunk.objects.filter(run_id=run_id, lease_until__gt=at).count()


def work_off(*, run_id: int, actor: Actor, seconds: float) -> bool:
    """Do what is due for a run for about so many seconds. Answers whether something may be left.

    Safe to call at any time, by any number of workers; does nothing for a run that is not being worked on.
    """
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not step(run_id=run_id, actor=actor, at=timezone.now()):
            return False
    return True


def step(*, run_id: int, actor: Actor, at: datetime) -> bool:
    """One city laid out, one chunk counted or one chunk issued; False when nothing was free."""
    run = Run.objects.filter(pk=run_id, status__in=_STEP).first()
    if run is None:
        return False
    if run.status == Status.CHECKING and lay_out_next(run, at):
        return True
    worker = f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(6)}"
    chunk_id = _claim(run, worker, at)
    if chunk_id is None:
        return forecasts.finish(run, at) if run.status == Status.CHECKING else _finish(run, actor, at)
    try:
        _do(run, chunk_id, worker, actor, at)
    except (OperationalError, InterfaceError):
        raise  # the database has gone or was too slow: the lease runs out, and somebody tries again
    except Exception as problem:
        _put_back(chunk_id, worker, problem, at)
    return True


def lay_out_next(run: Run, at: datetime) -> bool:
    """Cut the next city into chunks, in one transaction; False when all are, or others are at it."""
    with transaction.atomic():
        waiting = run.cities.filter(laid_out_at=None).order_by("pk")
        place: RunCity | None = waiting.select_for_update(skip_locked=True).first()
        if place is None:
            return False
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")
        refs = bulk_kind_of(run.kind).candidates(place.city_id)
        while part := list(islice(refs, run.chunk_size)):
            Chunk.objects.create(run=run, city_id=place.city_id, refs=part, size=len(part))
        RunCity.objects.filter(pk=place.pk).update(laid_out_at=at)
    return True


def _claim(run: Run, worker: str, at: datetime) -> int | None:
    """Take the first free chunk; the lease is committed before any work begins."""
    values: list[Any] = [at + LEASE, worker, run.pk, _STEP[Status(run.status)], run.status, at]
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, values)
        row = cursor.fetchone()
    return row[0] if row else None


def _do(run: Run, chunk_id: int, worker: str, actor: Actor, at: datetime) -> None:
    """The chunk in one transaction, if it is still this worker's."""
    with transaction.atomic():
        chunk = Chunk.objects.select_for_update().filter(pk=chunk_id, worker=worker).first()
        if chunk is None or chunk.status != _STEP[Status(run.status)]:
            return
        if chunk.attempts > MOST_ATTEMPTS:
            raise RuleViolation("too_many_attempts")
        if run.status == Status.CHECKING:
            chunk.forecast = bulk.decide(run, chunk.refs, at).forecast()
            chunk.status = ChunkStatus.PENDING
        else:
            bulk.require_open(run, chunk, at)
            bulk.write(run, chunk, actor=actor, at=at)
            chunk.status, chunk.done_at = ChunkStatus.DONE, at
        chunk.lease_until, chunk.attempts, chunk.error = None, 0, ""
        chunk.save()


def _put_back(chunk_id: int, worker: str, problem: Exception, at: datetime) -> None:
    """Try again in a moment; after several attempts, or when a rule says no, the chunk has failed."""
    refused = isinstance(problem, RuleViolation)
    error = problem.code if isinstance(problem, RuleViolation) else type(problem).__name__
    _logger.warning("chunk_failed", chunk=chunk_id, problem=error)
    rows = Chunk.objects.filter(pk=chunk_id, worker=worker)
    values: dict[str, Any] = {"error": error[:60], "lease_until": at + PAUSE_AFTER_ERROR}
    if refused or rows.filter(attempts__gte=MOST_ATTEMPTS).exists():
        values |= {"status": ChunkStatus.FAILED, "lease_until": None}
    rows.update(**values)


@transaction.atomic
def _finish(run: Run, actor: Actor, at: datetime) -> bool:
    """End the run when no chunk waits or is worked on; always False: nothing is left for this worker."""
    if run.chunks.filter(status=ChunkStatus.PENDING).exists():
        return False
    bad = run.chunks.filter(status=ChunkStatus.FAILED).exists() or run.chunks.filter(failed__gt=0).exists()
    status = Status.FAILED if bad else Status.DONE
    moved = Run.objects.filter(pk=run.pk, status=Status.RUNNING).update(status=status, finished_at=at)
    if moved:
        record(
            Action.RUN_FINISHED, subject=subject(run), actor=actor, at=at, status=str(status), **totals(run)
        )
    return False


def totals(run: Run) -> dict[str, int]:
    """The counts of all chunks together."""
    return forecasts.sums(run.chunks.all(), ("issued", "kept", "refused", "opted_out", "failed"))
