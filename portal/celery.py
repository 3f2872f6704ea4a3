"""The Celery application; beat's every entry asks "what is due and not done?"."""

import os
from functools import partial
from typing import Any

from billiard import active_children
from celery import Celery
from celery.beat import PersistentScheduler, SchedulingError
from celery.worker import consumer
from structlog import get_logger

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.production")

logger = get_logger(__name__)


class Consumer(consumer.Consumer):
    """Knocks at a broker that is away every two seconds; Celery's own pauses grow to half a minute.

    A worker that loses its broker ends, and its supervisor starts it anew: kombu stumbles over messages of a
    Valkey connection that is gone, in the midst of later work. Nothing is lost: what is due stands in rows.
    """

    def ensure_connected(self, conn: Any) -> Any:
        conn.ensure_connection = partial(
            conn.ensure_connection, interval_start=0.2, interval_step=0.4, interval_max=2
        )
        return super().ensure_connected(conn)

    def on_connection_error_after_connected(self, exc: Exception) -> None:
        logger.error("broker_lost", problem=type(exc).__name__)
        for child in active_children():
            child.terminate()
        os._exit(1)  # an orderly end would wait for the broker


class Scheduler(PersistentScheduler):
    """Beat that takes a new connection after one has failed; Celery's own keeps a dead one for ever."""

    def apply_async(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().apply_async(*args, **kwargs)
        except SchedulingError:
            for name in ("producer", "connection"):
                self.__dict__.pop(name, None)
            raise

    def _ensure_connected(self) -> Any:
        patience: Any = {"interval_start": 0.2, "interval_step": 0.4, "interval_max": 2}
        return self.connection.ensure_connection(**patience)


app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
