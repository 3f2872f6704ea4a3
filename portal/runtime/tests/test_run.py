"""`make run` as a person meets it: ports, signals, a second copy, and nothing left behind."""

import json
import signal
import subprocess
import sys
import time
import urllib.request

import pytest

from portal.runtime.engines import Engines
from portal.runtime.processes import ROOT, NotPossible, free_port, leftovers
from portal.runtime.run import environment, listen, wanted_port
from portal.runtime.tests.processes_of_ours import OWN_SERVERS, clean_environment, eventually

pytestmark = pytest.mark.processes

RUN = [sys.executable, "-m", "portal.runtime", "run"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """One data folder, so that only the first of the starts has to make a world."""
    return tmp_path_factory.mktemp("run") / "var of ours"


def start(var, port: int, **streams) -> subprocess.Popen[str]:
    shell = clean_environment(PORTAL_VAR=str(var), PORT=str(port))
    return subprocess.Popen(RUN, cwd=ROOT, env=shell, text=True, **streams)


def names_of(pids: list[int]) -> str:
    lines = []
    for pid in pids:
        try:
            with open(f"/proc/{pid}/cmdline", encoding="utf-8") as file:
                lines.append(file.read().replace("\0", " "))
        except OSError:
            continue
    return "\n".join(lines)


def serves(var) -> bool:
    running = names_of(leftovers(var))
    parts = ("postgres", "valkey-server", "gunicorn", "celery worker", "celery beat")
    return all(part in running.replace("celery --quiet -A portal.celery:app", "celery") for part in parts)


def test_the_next_port_is_taken_when_the_wanted_one_is_not_free(capsys):
    port = free_port()
    with listen(port) as first, listen(port) as second:
        assert first.getsockname()[1] == port
        assert port < second.getsockname()[1] < port + 200
        assert f"Port {port} is taken" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["no", "0", "-1", "65536", "8000.5", "８x"])
def test_a_port_that_is_none_is_refused_with_a_sentence(monkeypatch, text):
    monkeypatch.setenv("PORT", text)

    with pytest.raises(NotPossible, match="PORT must be a number"):
        wanted_port()


def test_servers_named_by_the_caller_replace_the_embedded_ones(monkeypatch, tmp_path):
    for name in OWN_SERVERS:
        monkeypatch.delenv(name, raising=False)
    embedded = Engines(database_url="postgres://embedded/portal", valkey_url="redis://:p@127.0.0.1:1/0")

    alone = environment(tmp_path, embedded, "http://127.0.0.1:8000")
    assert (alone["VALKEY_URL"], alone["BROKER_URL"]) == (
        "redis://:p@127.0.0.1:1/0",
        "redis://:p@127.0.0.1:1/1",
    )

    monkeypatch.setenv("DATABASE_URL", "postgres://real/portal")
    monkeypatch.setenv("VALKEY_URL", "redis://real:6379")
    given = environment(tmp_path, embedded, "http://127.0.0.1:8000")
    assert (given["DATABASE_URL"], given["BROKER_URL"]) == ("postgres://real/portal", "redis://real:6379")

    monkeypatch.setenv("BROKER_URL", "amqp://rabbit")
    assert environment(tmp_path, embedded, "http://x")["BROKER_URL"] == "amqp://rabbit"


def test_sigterm_ends_everything_and_a_second_copy_on_the_folder_is_refused(folder):
    portal = start(folder, free_port())
    try:
        assert eventually(lambda: serves(folder), seconds=180)

        second = start(folder, free_port(), stderr=subprocess.PIPE)
        assert "is already running on" in second.communicate(timeout=20)[1]
        assert second.returncode == 1
        assert serves(folder)

        begin = time.monotonic()
        portal.send_signal(signal.SIGTERM)
        assert portal.wait(timeout=15) == 0
        assert time.monotonic() - begin < 10
        assert eventually(lambda: not leftovers(folder), seconds=10)
        assert not (folder / "demo.json").exists()
    finally:
        portal.kill()


def test_demo_json_appears_once_every_part_answers(folder):
    port = free_port()
    portal = start(folder, port, stdout=subprocess.PIPE)
    try:
        assert eventually((folder / "demo.json").exists, seconds=180)
        world = json.loads((folder / "demo.json").read_text("utf-8"))
        assert world["base_url"] == f"http://127.0.0.1:{port}"
        with urllib.request.urlopen(f"{world['base_url']}/readyz", timeout=5) as answer:
            assert answer.status == 200
    finally:
        portal.send_signal(signal.SIGTERM)
        shown = portal.communicate(timeout=15)[0]
    assert f"The portal is ready:  http://127.0.0.1:{port}/" in shown


def test_a_killed_run_takes_all_with_it_and_the_next_one_starts(folder):
    portal = start(folder, free_port())
    assert eventually(lambda: serves(folder), seconds=180)

    portal.kill()
    portal.wait()
    assert eventually(lambda: not leftovers(folder), seconds=15)
    again = start(folder, free_port())

    try:
        assert eventually(lambda: serves(folder), seconds=180)
        again.send_signal(signal.SIGINT)
        assert again.wait(timeout=15) == 0
        assert eventually(lambda: not leftovers(folder), seconds=10)
    finally:
        again.kill()
