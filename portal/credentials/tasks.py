"""Beat: partitions ahead of time, used codes and old answers swept, heads of the audit chains signed."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from portal.credentials import logbook, officer_scans, partitions, sealing
from portal.credentials.api import idempotency

KEEP_USED_CODES = timedelta(hours=1)


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
def sign_audit_heads() -> int:
    """A signed statement about where the hash chains stand; answers its number."""
    return sealing.sign_heads(at=timezone.now()).pk
