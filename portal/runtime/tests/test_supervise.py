"""The supervisor restarts what dies, says so, and gives up on what cannot start."""

import os
import sys

import pytest

from portal.runtime.processes import Child, NotPossible
from portal.runtime.supervise import Supervisor

pytestmark = pytest.mark.processes

SLEEPER = "import time; time.sleep(60)"
BROKEN = "raise SystemExit('cannot find my settings')"


def child(text: str, log=None) -> Child:
    return Child(name="worker", command=[sys.executable, "-c", text], environment=dict(os.environ), log=log)


def test_a_child_that_dies_is_started_again_and_a_line_says_so(capsys):
    supervisor, worker = Supervisor(), child(SLEEPER)
    supervisor.start(worker)
    first = worker.pid
    os.kill(first, 9)

    supervisor.watch(until=lambda: worker.pid != first)

    assert worker.ended() is None
    assert "worker has ended (signal 9); starting it again in 0.5 s." in capsys.readouterr().out
    supervisor.stop(grace=5)
    assert worker.ended() is not None


def test_pauses_grow_while_a_child_keeps_dying(capsys, tmp_path):
    supervisor = Supervisor()
    supervisor.start(child(BROKEN, log=tmp_path / "log"))

    with pytest.raises(NotPossible, match=r"worker cannot be started \(exit code 1\)"):
        supervisor.watch(until=lambda: False)

    shown = capsys.readouterr().out
    assert [shown.count(f"again in {pause} s.") for pause in ("0.5", "1", "2", "4")] == [1, 1, 1, 0]
    assert "worker: cannot find my settings" in shown


def test_an_adopted_child_is_left_to_its_owner():
    supervisor, engine = Supervisor(), child(SLEEPER)
    engine.start()
    supervisor.adopt(engine)

    supervisor.stop(grace=1)

    assert engine.ended() is None
    engine.kill_group()
