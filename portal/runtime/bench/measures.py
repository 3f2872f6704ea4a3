"""The benchmarks themselves; each answers one or more rows of the table, its baseline beside it."""

import time
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils import timezone

from licenses.models import DriverLicense
from portal.credentials import certificates, issuing, reading
from portal.credentials.kinds import kind_of
from portal.credentials.models import Credential
from portal.credentials.wallet import card_of
from portal.documents import pdf
from portal.runtime.bench import bulk, served, world
from portal.runtime.bench.figures import Row, own_peak_mb, row, statements_of, timed


def run(size: int, folder: Path, only: list[str]) -> list[Row]:
    """All benchmarks, or those in `only`, at one population."""
    wanted = lambda name: not only or name in only  # noqa: E731
    under_load = [name for name in served.SERVED if wanted(name)]
    vehicles = any(served.SERVED[name].slug == world.VEHICLE for name in under_load)
    seconds = world.build(size, folder, [*world.FEEDS, *(world.VEHICLE_FEEDS if vehicles else ())])
    rows: list[Row] = []
    if wanted("feed_load"):
        rows.append(_feed_load(size, seconds))
    spare = min(500, size // 10)
    if under_load or wanted("single_issue") or wanted("pdf"):
        world.issue_all(share=size - spare)
    if wanted("single_issue"):
        rows.append(_single_issue(size, spare))
    if wanted("pdf"):
        rows.append(_pdf(size))
    if vehicles:
        world.issue_all(world.VEHICLE)
    rows += served.served(size, folder, under_load)
    if wanted("bulk_issue"):
        rows.append(bulk.bulk_issue(size))
    if wanted("opening_day"):
        rows.append(bulk.opening_day(size))
    return rows


def _feed_load(size: int, seconds: dict[str, float]) -> Row:
    total, peak = seconds["persons"] + seconds["driver-licenses"], own_peak_mb()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE bench_copy (LIKE accounts_person)")
        with connection.cursor() as source:
            source.execute("SELECT * FROM accounts_person")
            people = source.fetchall()
        begun = time.perf_counter()
        with cursor.copy("COPY bench_copy FROM STDIN") as copy:
            for person in people:
                copy.write_row(person)
        bare = time.perf_counter() - begun
    return row(
        "feed_load", size, 2 * size / total, "rows/s", ("bare COPY of persons", size / bare), peak_rss_mb=peak
    )


def _single_issue(size: int, spare: int) -> Row:
    refs = list(DriverLicense.objects.order_by("-pk").values_list("pk", flat=True)[:spare])
    at = timezone.now()
    asked = statements_of(lambda: _issue(refs[0], at))
    rate, p50, p99 = timed(len(refs) - 1, lambda n: _issue(refs[n + 1], at))
    made = Credential.objects.order_by("-issued_at")[:spare]
    copies = [_copy_of(old) for old in made]
    least, _p50, _p99 = timed(len(copies), lambda n: copies[n].save(force_insert=True))
    baseline = ("one save() of the same row", least)
    return row("single_issue", size, rate, "issues/s", baseline, p50_ms=p50, p99_ms=p99, statements=asked)


def _issue(ref: int, at: Any) -> None:
    issuing.issue(kind="driver-license", ref=str(ref), actor=world.ACTOR, at=at)


def _copy_of(old: Credential) -> Credential:
    old.pk = issuing.new_id()
    old.status = Credential.Status.REVOKED
    return old


def _pdf(size: int) -> Row:
    kind = kind_of("driver-license")
    credential = Credential.objects.live().first()
    assert credential is not None  # noqa: S101 - the world has been built
    at = timezone.now()

    def make() -> bytes:
        found = reading.find(kind, credential.pk)
        view = card_of(credential, found, kind, at=at)
        return certificates.make(credential, view, kind, found, at=at)

    make()
    asked = statements_of(make)
    rate, p50, p99 = timed(20, lambda _n: make())
    page = '<html lang="zh"><title>x</title><h1>驾驶证</h1>' + "<p>姓名 陈䶮</p>" * 20
    least, _p50, _p99 = timed(20, lambda _n: pdf.from_html(page))
    baseline = ("bare page, not signed", least)
    return row("pdf", size, rate, "PDFs/s", baseline, p50_ms=p50, p99_ms=p99, statements=asked)
