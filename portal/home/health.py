"""Whether the parts answer that a request or a task needs; each is asked for at most two seconds."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait

import structlog
from django.db import DatabaseError, connection
from django.utils import timezone

from portal.celery import app
from portal.core.valkey import client

SECONDS = 2.0
CLOCK_SECONDS = 30.0
_logger = structlog.get_logger(__name__)


def _database() -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    finally:
        connection.close()


def _clock() -> None:
    """Codes live a minute: a server whose clock differs from the database's shows and accepts wrong ones."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            differs = abs((timezone.now() - cursor.fetchone()[0]).total_seconds())
    except DatabaseError:
        return  # the part above says so
    finally:
        connection.close()
    if differs > CLOCK_SECONDS:
        raise ValueError(f"{differs:.0f} seconds off")


def _cache() -> None:
    client().ping()


def _broker() -> None:
    with app.connection_for_read(connect_timeout=1) as broker:
        broker.ensure_connection(max_retries=0, timeout=1)


def _worker() -> None:
    with app.connection_for_write(connect_timeout=1) as broker:
        answers = app.control.broadcast("ping", reply=True, timeout=1.2, limit=1, connection=broker)
    if not answers:
        raise TimeoutError("no worker answers")


PARTS: dict[str, Callable[[], None]] = {
    "database": _database,
    "clock": _clock,
    "cache": _cache,
    "broker": _broker,
    "worker": _worker,
}


def failing_parts() -> list[str]:
    """The names of the parts that do not answer; empty when all is well. Safe to call at any time."""
    executor = ThreadPoolExecutor(max_workers=len(PARTS))
    asked = {executor.submit(_answers, name, check): name for name, check in PARTS.items()}
    done, _late = wait(asked, timeout=SECONDS)
    executor.shutdown(wait=False)
    return [name for future, name in asked.items() if future not in done or not future.result()]


def _answers(name: str, check: Callable[[], None]) -> bool:
    try:
        check()
    except Exception as problem:
        _logger.warning("part_does_not_answer", part=name, problem=type(problem).__name__)
        return False
    return True
