"""Periodic work on applications; level-triggered, safe to run twice."""

from celery import shared_task
from django.utils import timezone

from licenses import applying, reminding, telling
from portal.core.actors import Actor

MOST = 200


@shared_task
def decide_waiting() -> int:
    """Decide what was handed in with the photo on file and not decided, as when a request died in between."""
    at, actor = timezone.now(), Actor.system("licenses.decide_waiting")
    waiting = list(applying.waiting_for_the_portal(at)[:MOST])
    for application in waiting:
        applying.decide(application=application, actor=actor, at=at)
    return len(waiting)


@shared_task
def tell_standing() -> int:
    """Tell holders what is new about the standing of their licenses, and who asked that theirs is free."""
    at, actor = timezone.now(), Actor.system("licenses.tell_standing")
    return telling.tell_standing(actor=actor, at=at) + reminding.tell_free(actor=actor, at=at)
