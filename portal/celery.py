"""The Celery application; beat's every entry asks "what is due and not done?"."""

import os
from functools import partial
from typing import Any

from celery import Celery
from celery.worker import consumer
from structlog import get_logger

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.production")

logger = get_logger(__name__)


class Consumer(consumer.Consumer):
    """Outlives its broker and knocks every two seconds; Celery's own pauses grow to half a minute."""

    def on_connection_error_after_connected(self, exc: Exception) -> None:
        try:
            super().on_connection_error_after_connected(exc)
        except AttributeError:  # kombu stumbles when it closes what is gone; the next connection is a new one
            logger.warning("lost_connection_not_closed")

    def ensure_connected(self, conn: Any) -> Any:
        conn.ensure_connection = partial(
            conn.ensure_connection, interval_start=0.2, interval_step=0.4, interval_max=2
        )
        return super().ensure_connected(conn)


app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
