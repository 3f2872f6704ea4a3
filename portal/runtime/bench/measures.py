"""The benchmarks themselves; each answers one or more rows of the table, its baseline beside it."""

import json
import resource
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from licenses.models import DriverLicense
from portal.credentials import certificates, issuing, logbook, reading
from portal.credentials.kinds import kind_of
from portal.credentials.models import Credential, Verification
from portal.credentials.wallet import card_of
from portal.documents import pdf
from portal.runtime.bench import bulk, world
from portal.runtime.bench.load import CONNECTIONS, SECONDS, Measured, Server, press, serving

PORTAL, LEAN = "portal.wsgi:application", "portal.runtime.bench.lean_wsgi:application"
CODES_A_SECOND = 6000
AT_ONCE = {"wallet_page": 2}  # its goal is the time of one page: nobody waits in line; else as in `load`
HOLDERS = 200

Row = dict[str, Any]


def run(size: int, folder: Path, only: list[str]) -> list[Row]:
    """All benchmarks, or those in `only`, at one population."""
    seconds = world.build(size, folder)
    wanted = lambda name: not only or name in only  # noqa: E731
    rows: list[Row] = []
    if wanted("feed_load"):
        rows.append(_feed_load(size, folder, seconds))
    spare = min(500, size // 10)
    world.issue_all(size - spare)
    if wanted("single_issue"):
        rows.append(_single_issue(size, spare))
    if wanted("pdf"):
        rows.append(_pdf(size))
    if any(map(wanted, ("verification", "code_refresh", "wallet_page"))):
        rows += [row for row in _served(size, folder) if wanted(row["name"])]
    if wanted("bulk_issue") or wanted("opening_day"):
        rows += [row for row in bulk.rows(size) if wanted(row["name"])]
    return rows


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


def statements(work: Callable[[], Any]) -> int:
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


def _feed_load(size: int, folder: Path, seconds: dict[str, float]) -> Row:
    total = sum(seconds.values())
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE bench_copy (LIKE accounts_person)")
        begun = time.perf_counter()
        with connection.cursor() as source:
            source.execute("SELECT * FROM accounts_person")
            people = source.fetchall()
        begun = time.perf_counter()
        with cursor.copy("COPY bench_copy FROM STDIN") as copy:
            for person in people:
                copy.write_row(person)
        bare = time.perf_counter() - begun
    return row("feed_load", size, 2 * size / total, "rows/s", ("bare COPY of persons", size / bare))


def _single_issue(size: int, spare: int) -> Row:
    refs = list(DriverLicense.objects.order_by("-pk").values_list("pk", flat=True)[:spare])
    at = timezone.now()
    asked = statements(lambda: _issue(refs[0], at))
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
    asked = statements(make)
    rate, p50, p99 = timed(20, lambda _n: make())
    page = "<h1>驾驶证</h1>" + "<p>姓名 陈䶮</p>" * 20
    least, _p50, _p99 = timed(20, lambda _n: pdf.from_html(page))
    baseline = ("bare page, not signed", least)
    return row("pdf", size, rate, "PDFs/s", baseline, p50_ms=p50, p99_ms=p99, statements=asked)


def _served(size: int, folder: Path) -> Iterator[Row]:
    """Verification, code refresh and wallet page through gunicorn, each beside its lean twin."""
    key = world.api_key()
    people = world.sessions(HOLDERS)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_lean_log (id uuid PRIMARY KEY, at timestamptz, credential uuid)")
    counts = _statement_counts(key, people)
    files = {
        "verification": (_checks(folder / "checks", key), _checks(folder / "lean-checks", key)),
        "code_refresh": (_gets(folder / "codes", people, "/wallet/{}/code/"),) * 2,
        "wallet_page": (_gets(folder / "wallet", people, "/wallet/"),) * 2,
    }
    connection.close()
    measured: dict[str, list[Measured]] = {name: [] for name in files}
    for at, application in enumerate((PORTAL, LEAN)):
        with serving(application) as server:
            for name, lines in files.items():
                if name == "verification":
                    measured[name].append(_checked(server, lines[at], honest=at == 0))
                else:
                    at_once = AT_ONCE.get(name, CONNECTIONS)
                    press(server, lines[at], seconds=1, connections=at_once)
                    measured[name].append(press(server, lines[at], connections=at_once))
    names = {
        "verification": "lean view, one statement",
        "code_refresh": "one read and a signature",
        "wallet_page": "one read, no template",
    }
    for name, (ours, lean) in measured.items():
        if ours.errors:
            raise RuntimeError(f"{name}: {ours.errors} answers were not 2xx")
        more = {"p50_ms": ours.p50_ms, "p99_ms": ours.p99_ms, "peak_rss_mb": ours.peak_rss_mb}
        baseline = (names[name], lean.rate)
        yield row(name, size, ours.rate, "requests/s", baseline, statements=counts[name], **more)


def _checked(server: Server, lines: Path, *, honest: bool) -> Measured:
    """A load of checks; each answer that was counted must stand in the log as valid."""
    before = Verification.objects.filter(result="valid").count()
    measured = press(server, lines)
    if honest:
        valid = Verification.objects.filter(result="valid").count() - before
        connection.close()
        if valid < measured.requests:
            raise RuntimeError(f"{measured.requests} answers, but only {valid} valid checks in the log")
    return measured


def _check_request(key: str, code: str) -> tuple[str, str, dict[str, str], str]:
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json", "Host": "127.0.0.1"}
    return "POST", "/api/v1/verifications", headers, json.dumps({"code": code, "purpose": "car-rental"})


def _checks(path: Path, key: str) -> Path:
    many = world.codes(CODES_A_SECOND * SECONDS)
    return world.write_requests(path, (_check_request(key, code) for code in many))


def _gets(path: Path, people: list[tuple[str, str]], address: str) -> Path:
    def headers(session: str) -> dict[str, str]:
        return {"Cookie": f"sessionid={session}", "Host": "127.0.0.1"}

    lines = (("GET", address.format(pk), headers(session), "") for session, pk in people)
    return world.write_requests(path, lines)


def _statement_counts(key: str, people: list[tuple[str, str]]) -> dict[str, int]:
    """Statements of one warm request each, counted in this process."""
    session, pk = people[0]
    client = Client()
    client.cookies["sessionid"] = session
    first, second = world.codes(2)

    def check(code: str) -> None:
        _method, address, headers, body = _check_request(key, code)
        headers = {"Authorization": headers["Authorization"]}
        answer = client.post(address, body, content_type="application/json", headers=headers)
        assert answer.status_code == 200, answer.content  # noqa: S101 - a benchmark must not measure errors

    check(first)
    for address in ("/wallet/", f"/wallet/{pk}/code/"):
        client.get(address)
    return {
        "verification": statements(lambda: check(second)),
        "code_refresh": statements(lambda: client.get(f"/wallet/{pk}/code/")),
        "wallet_page": statements(lambda: client.get("/wallet/")),
    }
