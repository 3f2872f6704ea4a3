"""Beat: partitions ahead of time, used codes and old answers swept, heads of the audit chains signed."""

import time
from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone
from kombu.exceptions import OperationalError
from structlog import get_logger

from portal.core.actors import Actor
from portal.credentials import ledger, logbook, officer_scans, partitions, running, sealing, unasked
from portal.credentials.api import idempotency
from portal.credentials.telling import tell_checked as tell_holders

KEEP_USED_CODES = timedelta(hours=1)
HINT_SECONDS = 6.0  # a hint nobody has taken by then is worth nothing: beat gives new ones
TURN_SECONDS = 10.0
_logger = get_logger(__name__)


@shared_task(acks_late=True)
def make_partitions() -> int:
    """The log's partitions of this month and the next two."""
    return partitions.make_ahead(timezone.localdate(), months=3)


@shared_task(acks_late=True)
def sweep() -> int:
    """Used codes that are long expired, stored answers and scans past their day."""
    at = timezone.now()
    return logbook.sweep(at, keep=KEEP_USED_CODES) + idempotency.sweep(at) + officer_scans.sweep(at)


@shared_task(acks_late=True)
def tell_checked() -> int:
    """Tell holders who asked for it that somebody looked."""
    at = timezone.now()
    return tell_holders(actor=Actor.system("credentials.tell_checked"), at=at)


@shared_task(acks_late=True)
def tell_issued() -> int:
    """Tell holders of what bulk runs have made for them, a chunk at a time; how many chunks."""
    actor, end, told = Actor.system("credentials.tell_issued"), time.monotonic() + TURN_SECONDS, 0
    while time.monotonic() < end and unasked.tell_next(actor=actor, at=timezone.now()):
        told += 1
    return told


@shared_task(acks_late=True)
def sign_audit_heads() -> int:
    """A signed statement about where the hash chains stand; answers its number."""
    return sealing.sign_heads(at=timezone.now()).pk


@shared_task(acks_late=True)
def continue_runs() -> int:
    """Call for workers wherever a run has too few; level-triggered, so a lost message loses nothing."""
    at, hints = timezone.now(), 0
    for run_id in running.in_work():
        for _ in range(settings.BULK_WORKERS_A_RUN - ledger.active(run_id, at)):
            work_off_run.apply_async((run_id,), expires=HINT_SECONDS)
            hints += 1
    return hints


@shared_task(acks_late=True, soft_time_limit=180, time_limit=240)
def work_off_run(run_id: int) -> None:
    """Work on a run until nothing is free; between turns, let others have the process."""
    if ledger.active(run_id, timezone.now()) >= settings.BULK_WORKERS_A_RUN:
        return
    if ledger.work_off(run_id=run_id, actor=Actor.system("work_off_run"), seconds=TURN_SECONDS):
        try:
            work_off_run.apply_async((run_id,), expires=HINT_SECONDS)
        except OperationalError:  # beat calls again when the broker is back
            _logger.warning("broker_unavailable", run=run_id)
