"""Beat: sessions that are over are forgotten."""

from importlib import import_module

from celery import shared_task
from django.conf import settings


@shared_task(acks_late=True)
def clear_sessions() -> None:
    """Delete the rows of sessions past their end; safe to repeat."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
