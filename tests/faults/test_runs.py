"""A bulk run whose workers, beat, broker or database die: it goes on by itself and counts everybody once.

Real processes on real brokers: Valkey, and RabbitMQ when it is installed. Each test sets the ledger back.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from portal.runtime.engines import Engines, start_engines
from portal.runtime.processes import ROOT, Child
from tests.faults.rabbit import Rabbit, is_installed

pytestmark = pytest.mark.processes
PEOPLE, CHUNK = 3000, 10
RESUMES_WITHIN = 10.0  # seconds after what had died is back
POPULATION = f"""
from pathlib import Path; from django.utils import timezone
from portal.core.actors import Actor; from portal.credentials import ledger, running
from portal.runtime.bench import world
world.build({PEOPLE}, Path("{{folder}}"))
run = running.plan(
    kind="driver-license", cities=[world.CITY], title="x", actor=world.ACTOR, at=timezone.now())
while ledger.work_off(run_id=run.pk, actor=Actor.system("test"), seconds=60): pass
"""
UNFIT = """UPDATE licenses_driverlicense SET points = 12 WHERE id % 10 = 0;
INSERT INTO credentials_optout (person_id, kind, since)
    SELECT person_id, 'driver-license', now() FROM licenses_driverlicense WHERE id % 10 = 1"""
SET_BACK = """DELETE FROM credentials_runrefusal; DELETE FROM credentials_credential;
UPDATE credentials_chunk SET status = 'pending', lease_until = NULL, attempts = 0, issued = 0, kept = 0,
    refused = 0, opted_out = 0, failed = 0, done_at = NULL, worker = '', error = '';
UPDATE credentials_run SET status = '{status}', finished_at = NULL, started_at = now()"""
DONE = "SELECT count(*) FROM credentials_chunk WHERE status = 'done'"
STATUS = "SELECT status FROM credentials_run"
ISSUED = """SELECT (count(*), count(DISTINCT subject_ref), count(*) FILTER (WHERE status = 'active'),
    count(run_id))::text FROM credentials_credential"""
TOLD = (
    "SELECT (sum(issued), sum(kept), sum(refused), sum(opted_out), sum(failed))::text FROM credentials_chunk"
)
REFUSED = "SELECT string_agg(reason || ' ' || n, ', ' ORDER BY reason) FROM (SELECT reason, count(*) AS n"
REFUSED += " FROM credentials_runrefusal GROUP BY reason) r"


class Works:
    """Database, broker, two workers and beat; each can be killed and started again."""

    def __init__(self, folder: Path, engines: Engines, broker: Any, broker_url: str) -> None:
        self.engines, self.broker = engines, broker
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
            "PORTAL_VAR": str(Path(engines.lock.name).parent / "var"),  # where the secret of the keys lies
            "DATABASE_URL": engines.database_url,
            "VALKEY_URL": engines.valkey_url,
            "BROKER_URL": broker_url,
            "BULK_CHUNK_SIZE": str(CHUNK),
            "PYTHONWARNINGS": "ignore",
        }
        self.folder, self.running = folder, set[str]()
        celery = [sys.executable, "-m", "celery", "-A", "portal.celery:app"]
        worker = [*celery, "worker", "--loglevel", "INFO", "--without-gossip", "--without-mingle"]
        every = [*worker, "-Q", "interactive,notices,bulk", "-n", "every@%h", "--concurrency", "2"]
        bulk = [*worker, "-Q", "bulk", "-n", "bulk@%h", "--concurrency", "1"]
        beat = [*celery, "beat", "--loglevel", "INFO", "--pidfile", "", "--schedule", str(folder / "beat")]
        self.parts = {name: self._part(name, line) for name, line in
                      {"every": every, "bulk": bulk, "beat": beat}.items()}  # fmt: skip

    def _part(self, name: str, command: list[str]) -> Child:
        return Child(name, command, self.environment, log=self.folder / f"{name}.log")

    def eventually(self, condition: Callable[[], object], *, seconds: float) -> bool:
        """Wait, and start again whatever has ended by itself meanwhile, as the operator's supervisor does."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if _answers(condition):
                return True
            for name in self.running:
                if self.parts[name].ended() is not None:
                    self.parts[name].kill_group()
                    self.parts[name].start()
            time.sleep(0.1)
        return False

    def start(self, *names: str) -> None:
        """Start and wait until each says that it is there."""
        before = {}
        for name in names:
            log = self.parts[name].log
            before[name] = log.read_text(errors="replace").count(_THERE[name]) if log and log.exists() else 0
            self.parts[name].start()
        self.running |= set(names)
        for name in names:
            assert self.eventually(lambda name=name: self._is_there(name, before[name]), seconds=60)

    def _is_there(self, name: str, before: int) -> bool:
        log = self.parts[name].log
        return bool(log and log.exists() and log.read_text(errors="replace").count(_THERE[name]) > before)

    def kill(self, *names: str) -> None:
        self.running -= set(names)
        for name in names:
            self.parts[name].kill_group()

    def until_knocking(self, *names: str) -> None:
        """Wait until workers that have lost their broker are back and look for it."""
        logs = {name: self.parts[name].log for name in names}
        before = {name: log.read_text(errors="replace").count(_KNOCKS) for name, log in logs.items() if log}

        def all_knock() -> bool:
            texts = {name: log.read_text(errors="replace") for name, log in logs.items() if log}
            return all(texts[name].count(_KNOCKS) > before[name] for name in names)

        assert self.eventually(all_knock, seconds=60)

    def one(self, sql: str) -> Any:
        with psycopg.connect(self.engines.database_url, autocommit=True, connect_timeout=3) as connection:
            cursor = connection.execute(sql)  # type: ignore[call-overload]
            return cursor.fetchone()[0] if cursor.description else None

    def begin(self, status: str = "running") -> None:
        """The same run from its beginning."""
        self.one(SET_BACK.format(status=status))

    def until(self, chunks: int) -> None:
        """Wait until so many are done; the run must not have come to its end by then."""
        assert self.eventually(lambda: self.one(DONE) >= chunks, seconds=30)
        assert self.one(STATUS) == "running"

    def goes_on(self) -> bool:
        """Whether another chunk is done soon."""
        before = self.one(DONE)
        return self.eventually(
            lambda: self.one(DONE) > before or self.one(STATUS) == "done", seconds=RESUMES_WITHIN
        )

    def assert_everybody_counts_once(self) -> None:
        """Every eligible holder issued exactly once, nobody else, and the counts are those of the rows."""
        assert self.eventually(lambda: self.one(STATUS) == "done", seconds=60)
        fit = PEOPLE * 8 // 10
        assert self.one(ISSUED) == f"({fit},{fit},{fit},{fit})"
        assert self.one(TOLD) == f"({fit},0,{PEOPLE // 10},{PEOPLE // 10},0)"
        assert self.one(REFUSED) == f"license_points_full {PEOPLE // 10}, opted_out {PEOPLE // 10}"


_KNOCKS = "Cannot connect to"
_THERE = {"every": "ready.", "bulk": "ready.", "beat": "beat: Starting..."}


class OwnValkey:
    """The broker of the first half of the tests; what it holds is lost with it."""

    def __init__(self, server: Child) -> None:
        self.server = server

    def start(self) -> None:
        self.server.start()

    def kill(self) -> None:
        self.server.kill_group()

    def end(self) -> None:
        """The engines end it."""


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engines]:
    """A database with a city full of licenses and a run that has been counted."""
    folder = tmp_path_factory.mktemp("runs")
    with start_engines(folder / "engines") as started:
        url = started.valkey_url
        works = Works(folder, started, None, url)
        command = [sys.executable, "manage.py", "shell", "-c", POPULATION.format(folder=folder)]
        subprocess.run(command, cwd=ROOT, env=works.environment, check=True, capture_output=True)
        works.one(UNFIT)
        yield started


@pytest.fixture(scope="module", params=["valkey", "rabbitmq"])
def works(
    request: pytest.FixtureRequest, engines: Engines, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Works]:
    folder = tmp_path_factory.mktemp(request.param)
    broker: Any = OwnValkey(next(child for child in engines.children if child.name == "valkey"))
    url = engines.valkey_url.removesuffix("/0") + "/1"
    if request.param == "rabbitmq":
        if not is_installed():
            pytest.skip("rabbitmq-server is not installed")
        broker = Rabbit(folder / "rabbit")
        broker.start()
        url = broker.url
    running = Works(folder, engines, broker, url)
    try:
        running.begin("paused")
        running.start("every", "bulk", "beat")
        yield running
    finally:
        running.kill("every", "bulk", "beat")
        broker.end()


def test_a_killed_worker_loses_nothing(works: Works) -> None:
    works.begin()
    works.until(30)

    works.kill("bulk")

    assert works.goes_on()
    works.start("bulk")
    works.assert_everybody_counts_once()


def test_after_all_workers_and_beat_were_killed_the_run_goes_on_by_itself(works: Works) -> None:
    works.begin()
    works.until(30)

    works.kill("every", "bulk", "beat")
    works.start("every", "bulk", "beat")

    assert works.goes_on()
    works.assert_everybody_counts_once()


def test_what_nobody_could_be_told_of_is_found_when_the_broker_is_back(works: Works) -> None:
    works.begin()
    works.until(30)
    works.broker.kill()
    works.one("UPDATE credentials_run SET status = 'paused'")
    works.until_knocking("every", "bulk")
    works.one("UPDATE credentials_run SET status = 'running'")  # nobody can be told

    works.broker.start()

    assert works.goes_on()
    works.assert_everybody_counts_once()


def test_a_database_that_crashes_in_mid_chunk_comes_back_to_a_whole_ledger(works: Works) -> None:
    works.begin()
    works.until(30)
    [server] = [child for child in works.engines.children if child.name == "postgres"]

    server.signal(signal.SIGQUIT)  # no shutdown: it recovers from its log
    assert works.eventually(lambda: server.ended() is not None, seconds=20)
    server.start()
    assert works.eventually(lambda: works.one(STATUS), seconds=30)

    assert works.goes_on()
    works.assert_everybody_counts_once()


def _answers(question: Callable[[], object]) -> bool:
    """Whether it is so; a database that is away does not say."""
    try:
        return bool(question())
    except psycopg.OperationalError:
        return False
