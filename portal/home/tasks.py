"""Beat: tell those who wait for a city."""

from celery import shared_task
from django.utils import timezone

from portal.core.actors import Actor
from portal.home import telling


@shared_task(acks_late=True, ignore_result=True)
def tell_waiting() -> int:
    """Tell whoever waits for a city that is open and has not been told; level-triggered."""
    return telling.tell_waiting(actor=Actor.system("tell_waiting"), at=timezone.now())
