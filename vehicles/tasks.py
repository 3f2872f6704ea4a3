"""Periodic work on vehicles; level-triggered, safe to run twice."""

from celery import shared_task
from django.utils import timezone

from portal.core.actors import Actor
from vehicles import telling


@shared_task
def tell_standing() -> int:
    """Tell owners what is new about the state of their vehicles."""
    return telling.tell_standing(actor=Actor.system("vehicles.tell_standing"), at=timezone.now())
