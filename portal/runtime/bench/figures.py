"""A row of the table, and the clock and the counter behind it."""

import resource
import statistics
import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.credentials import logbook, reading

Row = dict[str, Any]


def row(name: str, size: int, value: float, unit: str, baseline: tuple[str, float], **more: Any) -> Row:
    base, least = baseline
    return {
        "name": name,
        "value": round(value, 2),
        "unit": unit,
        "p50_ms": more.get("p50_ms"),
        "p99_ms": more.get("p99_ms"),
        "population": size,
        "statements": more.get("statements"),
        "peak_rss_mb": round(more.get("peak_rss_mb") or own_peak_mb(), 1),
        "baseline": {"name": base, "value": round(least, 2)},
        "ratio": round(value / least, 3) if least else 0,
    }


def own_peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def timed(count: int, work: Callable[[int], Any]) -> tuple[float, float, float]:
    """How many a second, and p50 and p99 in ms, of `count` calls one after another."""
    laps = []
    for n in range(count):
        begun = time.perf_counter()
        work(n)
        laps.append((time.perf_counter() - begun) * 1000)
    laps.sort()
    return (
        1000 / statistics.fmean(laps),
        laps[len(laps) // 2],
        laps[min(len(laps) - 1, int(len(laps) * 0.99))],
    )


def statements_of(work: Callable[[], Any]) -> int:
    """Statements one call asks of the database, those past Django's cursor included."""
    count = [0]
    real = reading.run

    def counted(sql: str, params: Any) -> Any:
        count[0] += 1
        return real(sql, params)

    reading.run = logbook.run = counted
    try:
        with CaptureQueriesContext(connection) as asked:
            work()
    finally:
        reading.run = logbook.run = real
    return count[0] + len(asked)
