"""Beat: open whatever is due."""

from celery import shared_task
from django.utils import timezone

from portal.core.actors import Actor
from portal.rollout import activating


@shared_task(acks_late=True)
def activate_due() -> int:
    """Open every service whose time has come; level-triggered, so a week of downtime loses nothing."""
    return activating.activate_due(actor=Actor.system("activate_due"), at=timezone.now())
