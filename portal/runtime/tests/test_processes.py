"""Children end with their parent, and a killed run's remains are found."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from portal.runtime.processes import MARK, AlreadyRunning, Child, claim, end_leftovers, leftovers, stop
from portal.runtime.tests.processes_of_ours import alive, eventually, script

pytestmark = pytest.mark.processes

SLEEPER = "import time; time.sleep(60)"
DEAF = "import signal, time; signal.signal(15, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
PARENT_OF_DEAF = (
    f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {DEAF!r}]); time.sleep(60)"
)


def sleeper(text: str = SLEEPER, log: Path | None = None, **environment: str) -> Child:
    return Child(
        name="sleeper", command=[sys.executable, "-c", text], environment=os.environ | environment, log=log
    )


def test_a_child_ends_when_its_parent_is_killed():
    parent = script(
        "import os, sys, time\n"
        "from portal.runtime.processes import Child\n"
        f"child = Child('sleeper', [sys.executable, '-c', {SLEEPER!r}], dict(os.environ))\n"
        "child.start(); print(child.pid); time.sleep(60)"
    )
    pid = int(parent.stdout.readline())
    assert alive(pid)

    parent.kill()
    parent.wait()

    assert eventually(lambda: not alive(pid))


def test_stopping_ends_the_deaf_and_their_children_by_force(tmp_path):
    child = sleeper(PARENT_OF_DEAF, log=tmp_path / "log", **{MARK: str(tmp_path)})
    child.start()
    assert eventually(lambda: "deaf" in child.last_words())
    family = leftovers(tmp_path)
    assert len(family) == 2

    stop([child], grace=0.2)

    assert child.ended() is not None
    assert eventually(lambda: not any(map(alive, family)))


def test_a_child_that_obeys_is_not_waited_for_longer_than_needed():
    child = sleeper()
    child.start()

    stop([child], grace=60)

    assert child.ended() == -signal.SIGTERM


def test_a_folder_can_be_claimed_only_once_until_its_owner_is_gone(tmp_path):
    owner = script(
        "import sys, time\nfrom pathlib import Path\nfrom portal.runtime.processes import claim\n"
        "lock = claim(Path(sys.argv[1]), 'run'); print('mine'); time.sleep(60)",
        str(tmp_path),
    )
    assert owner.stdout.readline() == "mine\n"
    with pytest.raises(AlreadyRunning, match=f"process {owner.pid}"):
        claim(tmp_path, "run")

    owner.kill()
    owner.wait()

    claim(tmp_path, "run").close()


def test_leftovers_are_known_by_their_mark_and_ended_even_if_deaf(tmp_path):
    ours = subprocess.Popen(
        [sys.executable, "-c", DEAF], env=os.environ | {MARK: str(tmp_path)}, stdout=subprocess.PIPE
    )
    ours.stdout.readline()
    other = subprocess.Popen([sys.executable, "-c", SLEEPER], env=os.environ | {MARK: f"{tmp_path}-other"})

    assert end_leftovers(tmp_path, grace=0.2) == 1

    assert not alive(ours.pid)
    assert alive(other.pid)
    ours.wait()
    other.kill()
    other.wait()
