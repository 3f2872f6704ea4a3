"""What several tests of the runtime need: scripts as processes, and patience."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from portal.runtime.processes import ROOT

OWN_SERVERS = ("DATABASE_URL", "VALKEY_URL", "BROKER_URL", "PORTAL_TEST_VAR", "MAKELEVEL")


def clean_environment(**more: str) -> dict[str, str]:
    """The environment of a person at a fresh shell, without what the test run has put there."""
    return {key: value for key, value in os.environ.items() if key not in OWN_SERVERS} | more


def script(text: str, *arguments: str, **environment: str) -> subprocess.Popen[str]:
    """Run Python text as a process of its own; it says it is ready by writing a line."""
    return subprocess.Popen(
        [sys.executable, "-u", "-c", text, *arguments],
        cwd=ROOT,
        env=clean_environment(**environment),
        stdout=subprocess.PIPE,
        text=True,
    )


def eventually(condition: Callable[[], object], *, seconds: float = 10.0) -> bool:
    """Whether it comes true in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


def alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and waits for its parent does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
