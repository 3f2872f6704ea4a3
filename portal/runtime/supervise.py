"""Keeps child processes alive and ends them all together; `run` hands it engines, web, worker, beat."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from portal.runtime.processes import Child, NotPossible, say, stop

TICK = 0.1
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
STEADY_SECONDS = 20.0  # who lives this long has started well, and its next pause is short again
START_FAILURES = 4  # deaths in a row before the portal was ever ready: it will not get better by itself


@dataclass
class Watched:
    """A child and what we know of its past."""

    child: Child
    adopted: bool
    started: float
    failures: int = 0
    restart_at: float | None = None


@dataclass
class Supervisor:
    """Starts children, restarts those that die and says so, ends all on request.

    Everything happens in the calling thread, which must be the main one.
    """

    watched: list[Watched] = field(default_factory=list)

    def adopt(self, child: Child) -> None:
        """Watch a child that runs already and that its owner will stop."""
        self.watched.append(Watched(child, adopted=True, started=time.monotonic()))

    def start(self, child: Child) -> None:
        child.start()
        self.watched.append(Watched(child, adopted=False, started=time.monotonic()))

    def watch(self, *, until: Callable[[], bool] | None = None) -> None:
        """Restart what dies, for ever or until something is true.

        Raises NotPossible if, while waiting for `until`, a child dies again and again.
        """
        while until is None or not until():
            now = time.monotonic()
            for one in self.watched:
                self._look_at(one, now, starting=until is not None)
            time.sleep(TICK)

    def _look_at(self, one: Watched, now: float, *, starting: bool) -> None:
        if one.restart_at is not None:
            if now >= one.restart_at:
                one.child.start()
                one.started, one.restart_at = now, None
            return
        code = one.child.ended()
        if code is None:
            return
        one.child.kill_group()  # nothing of the dead one may stand in the way of the new one
        if code:
            say(one.child.last_words())
        one.failures = 1 if now - one.started > STEADY_SECONDS else one.failures + 1
        if starting and one.failures >= START_FAILURES:
            raise NotPossible(f"{one.child.name} cannot be started ({_how(code)}).")
        pause = min(FIRST_PAUSE * 2 ** (one.failures - 1), LONGEST_PAUSE)
        one.restart_at = now + pause
        say(f"{one.child.name} has ended ({_how(code)}); starting it again in {pause:g} s.")

    def stop(self, *, grace: float) -> None:
        """End all that it has started, by force after `grace` seconds."""
        stop([one.child for one in self.watched if not one.adopted], grace=grace)
        self.watched.clear()


def _how(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"
