"""Bulk issue as in earnest, Celery and all, beside bare signing and COPY; opening day beside a quiet one."""

import http.client
import importlib
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django

PROCESSES = 2
BASELINE_ROWS = 30_000
START_SECONDS = 60
LINES = ("GET /", "GET /progress/", "GET /licenses/apply/", "POST /licenses/apply/")
QUIET_ROUNDS = 150


def row(*values: Any, **more: Any) -> dict[str, Any]:
    """A row of the table; it needs the models, so it is found when it is needed."""
    found: dict[str, Any] = importlib.import_module("portal.runtime.bench.figures").row(*values, **more)
    return found


def bulk_issue(size: int) -> dict[str, Any]:
    """A run by two worker processes."""
    sql("TRUNCATE credentials_credential CASCADE")
    run_id = planned()
    with workers(PROCESSES) as pids:
        count(run_id)
        begin(run_id)
        seconds = wait(run_id)
        memory = max(map(peak_mb, pids))
    issued = sql("SELECT sum(issued) FROM credentials_chunk")
    if issued != size or sql("SELECT count(*) FROM credentials_credential WHERE run_id IS NOT NULL") != size:
        raise RuntimeError(f"{issued} of {size} were issued")
    baseline = ("bare signature and COPY, two processes", bare())
    return row("bulk_issue", size, size / seconds, "licenses/s", baseline, peak_rss_mb=memory)


def opening_day(size: int) -> dict[str, Any]:
    """p99 of what citizens do while one process issues in bulk, beside a quiet day's; the worst page."""
    load = importlib.import_module("portal.runtime.bench.load")
    people = signed_in(100)
    sql("TRUNCATE credentials_credential CASCADE")
    run_id = planned()
    with load.serving("portal.wsgi:application") as server, workers(1):
        count(run_id)
        port = int(server.address.rpartition(":")[2])
        once(port, people, rounds=20)
        quiet = once(port, people, rounds=QUIET_ROUNDS)
        begin(run_id)
        busy = once(port, people, rounds=100 * QUIET_ROUNDS, until=lambda: hint(run_id) == "done")
        wait(run_id)
    worst = max(quiet, key=lambda page: p99(busy[page]) / p99(quiet[page]))
    before, during = p99(quiet[worst]), p99(busy[worst])
    told = {"p50_ms": statistics.median(busy[worst]), "p99_ms": during}
    return row("opening_day", size, during, "ms p99", (f"{worst} on a quiet day", before), **told)


def signed_in(number: int) -> list[str]:
    """Session cookies of holders who have no credential yet."""
    accounts = importlib.import_module("portal.accounts.models")
    settings = importlib.import_module("django.conf").settings
    auth = importlib.import_module("django.contrib.auth")
    store = importlib.import_module(settings.SESSION_ENGINE).SessionStore
    made = []
    for n, person in enumerate(accounts.Person.objects.order_by("pk")[:number]):
        user, _new = accounts.User.objects.get_or_create(
            person=person, defaults={"phone": f"+8614{n:09d}", "phone_verified": True}
        )
        session = store()
        session[auth.SESSION_KEY] = str(user.pk)
        session[auth.BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
        session[auth.HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        made.append(session.session_key)
    return made


def once(
    port: int, people: list[str], *, rounds: int, until: Callable[[], bool] = lambda: False
) -> dict[str, list[float]]:
    """Milliseconds of each answer, one person after the other."""
    laps: dict[str, list[float]] = {line: [] for line in LINES}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    token = "a" * 32
    looked = time.monotonic()
    for number in range(rounds):
        cookie = f"sessionid={people[number % len(people)]}; csrftoken={token}"
        for line, found in laps.items():
            method, path = line.split()
            headers = {"Cookie": cookie, "X-CSRFToken": token, "Content-Length": "0"}
            begun = time.perf_counter()
            connection.request(method, path, headers=headers)
            answer = connection.getresponse()
            answer.read()
            found.append((time.perf_counter() - begun) * 1000)
            if answer.status not in (200, 302):
                raise RuntimeError(f"{line}: {answer.status}")
        if time.monotonic() - looked > 1:
            looked = time.monotonic()
            if until():
                break
    return laps


def p99(laps: list[float]) -> float:
    return sorted(laps)[min(len(laps) - 1, int(len(laps) * 0.99))]


def sql(text: str, *values: Any) -> Any:
    connection = importlib.import_module("django.db").connection
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(text, values or None)
        return cursor.fetchone()[0] if cursor.description else None


def planned() -> int:
    running = importlib.import_module("portal.credentials.running")
    world = importlib.import_module("portal.runtime.bench.world")
    sql("TRUNCATE credentials_run CASCADE")
    at = importlib.import_module("django.utils.timezone").now()
    run = running.plan(kind="driver-license", cities=[world.CITY], title="bench", actor=world.ACTOR, at=at)
    return int(run.pk)


def count(run_id: int) -> None:
    """The dry run, by the workers too."""
    while hint(run_id) == "checking":
        time.sleep(0.5)


def begin(run_id: int) -> None:
    sql("UPDATE credentials_run SET status = 'running', started_at = clock_timestamp() WHERE id = %s", run_id)
    hint(run_id)


def wait(run_id: int) -> float:
    """Seconds from the start to the last chunk."""
    while hint(run_id) == "running":
        time.sleep(0.2)
    return float(
        sql("SELECT extract(epoch FROM max(c.done_at) - min(r.started_at)) FROM credentials_chunk c"
            " JOIN credentials_run r ON r.id = c.run_id")
    )  # fmt: skip


def hint(run_id: int) -> str:
    """What beat does every two seconds; answers the run's status."""
    importlib.import_module("portal.credentials.tasks").continue_runs()
    return str(sql("SELECT status FROM credentials_run WHERE id = %s", run_id))


@contextmanager
def workers(processes: int) -> Iterator[list[int]]:
    """Celery workers for the bulk queue, ready; their process ids."""
    app = importlib.import_module("portal.celery").app
    command = ["nice", "-n", "5", sys.executable, "-m", "celery", "-A", "portal.celery:app", "worker"]
    command += ["-Q", "bulk", "--concurrency", str(processes), "--loglevel", "WARNING", "--without-mingle"]
    process = subprocess.Popen(command, env=os.environ)
    try:
        deadline = time.monotonic() + START_SECONDS
        while not app.control.ping(timeout=1) and time.monotonic() < deadline:
            time.sleep(0.2)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        yield list(map(int, children))
    finally:
        process.terminate()
        process.wait(30)


def peak_mb(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def bare() -> float:
    """Rows a second of two processes that sign ready payloads and copy them in, with all indexes."""
    sql("DROP TABLE IF EXISTS bench_bulk")
    sql("CREATE TABLE bench_bulk (LIKE credentials_credential INCLUDING ALL)")
    command = [sys.executable, "-m", "portal.runtime.bench.bulk"]
    each = [subprocess.Popen([*command, str(n)], stdout=subprocess.PIPE, text=True) for n in range(PROCESSES)]
    return sum(float(process.communicate()[0]) for process in each)


def sign_and_copy(worker: int) -> float:
    """Rows a second of this process."""
    issuing = importlib.import_module("portal.credentials.issuing")
    keys = importlib.import_module("portal.credentials.keys")
    bulk = importlib.import_module("portal.credentials.bulk")
    database = importlib.import_module("django.db")
    at = importlib.import_module("django.utils.timezone").now()
    key = keys.active_key("record")
    kid, payload = bytes(key.kid), b"x" * 600
    keys.sign(kid, payload)
    begun = time.perf_counter()
    for first in range(0, BASELINE_ROWS, 1000):
        with database.transaction.atomic(), database.connection.cursor() as cursor:
            with cursor.copy(f"COPY bench_bulk ({bulk.COLUMNS}) FROM STDIN (FORMAT BINARY)") as copy:
                copy.set_types(bulk.TYPES)
                for number in range(first, first + 1000):
                    whose = (f"{worker}-{number}", 1, None, "320500", "active", at, "", "x" * 40)
                    signed = payload + keys.sign(kid, payload)
                    copy.write_row((issuing.new_id(), "driver-license", *whose, signed, key.pk, None))
    return BASELINE_ROWS / (time.perf_counter() - begun)


if __name__ == "__main__":
    django.setup()
    print(sign_and_copy(int(sys.argv[1])))
