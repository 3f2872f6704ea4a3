"""Real engines for one pytest run, in a folder that is thrown away; the root conftest.py calls it."""

import atexit
import fcntl
import os
import shutil
import tempfile
from pathlib import Path

from portal.runtime.engines import start_engines

PREFIX = "portal-test-"


def _sweep() -> None:
    """Remove the folders of test runs that were killed: nobody holds their lock any more."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        try:
            with (folder / "engines.lock").open() as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
        except OSError:
            continue


def provide_engines() -> None:
    """Start the engines once per pytest run and name them in the environment.

    Workers of xdist inherit the environment of the process that has started them, and start nothing.
    Call it before Django reads its settings.
    """
    if "PORTAL_TEST_VAR" in os.environ:
        return
    _sweep()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    engines = start_engines(folder, durable=False)

    def throw_away() -> None:
        engines.stop()
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(throw_away)
    os.environ |= {
        "PORTAL_TEST_VAR": str(folder),
        "PORTAL_VAR": str(folder),
        "DATABASE_URL": engines.database_url,
        **valkey_of_worker(engines.valkey_url, -1),
    }


def valkey_of_worker(url: str, number: int) -> dict[str, str]:
    """A cache and a queue that the test worker with this number shares with nobody."""
    server, first = url.rpartition("/")[0], 2 * (number + 1)
    return {"VALKEY_URL": f"{server}/{first}", "BROKER_URL": f"{server}/{first + 1}"}
