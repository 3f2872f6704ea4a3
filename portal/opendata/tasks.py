"""Beat: bring the published counts up to date."""

from celery import shared_task
from django.utils import timezone

from portal.opendata import counting


@shared_task(acks_late=True, ignore_result=True)
def count() -> None:
    """Count what has been issued and checked since the last time; level-triggered."""
    counting.count_issued()
    counting.count_checked(at=timezone.now())
