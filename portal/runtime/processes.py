"""Child processes that end with their parent; finds and ends what an earlier, killed run has left."""

import ctypes
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[2]
MARK = "PORTAL_RUN"  # in the environment of every child; says which data folder it belongs to
PR_SET_PDEATHSIG = 1
ENGINES = ("postgres", "valkey-server")
libc = ctypes.CDLL(None, use_errno=True)


class NotPossible(Exception):
    """A sentence for the person at the command line; nothing has been left running."""


class AlreadyRunning(NotPossible):
    """Another process of ours works on the same data folder."""


def claim(folder: Path, name: str) -> IO[str]:
    """Lock a data folder for this process; the lock ends with the process, however it ends."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = (folder / f"{name}.lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        owner = lock.read().strip() or "unknown"
        lock.close()
        raise AlreadyRunning(
            f"Another copy (process {owner}) is already running on {folder}. "
            "Stop it first, or choose another folder with PORTAL_VAR."
        ) from None
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()
    return lock


def free_port() -> int:
    """A port on the loopback that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def end_with_parent(number: int) -> None:
    """Ask the kernel to send this process a signal when its parent is gone."""
    libc.prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)


def _tied_to(parent: int, number: int) -> Callable[[], None]:
    def before_exec() -> None:
        end_with_parent(number)
        if os.getppid() != parent:  # it died between fork and here
            os._exit(1)

    return before_exec


@dataclass
class Child:
    """One process of ours, in a session of its own, that does not outlive us.

    Start it from the main thread: the kernel watches the thread that made the child.
    """

    name: str
    command: list[str]
    environment: dict[str, str]
    folder: Path = ROOT
    log: Path | None = None
    stop_signal: int = signal.SIGTERM
    hold: tuple[int, ...] = ()  # file descriptors it inherits
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        output = self.log.open("ab") if self.log else None
        try:
            self.process = subprocess.Popen(
                self.command,
                env=self.environment,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT if output else None,
                start_new_session=True,
                pass_fds=self.hold,
                preexec_fn=_tied_to(os.getpid(), self.stop_signal),
            )
        finally:
            if output:
                output.close()

    @property
    def pid(self) -> int | None:
        return self.process.pid if self.process else None

    def ended(self) -> int | None:
        """The exit code once it has ended, else None."""
        return self.process.poll() if self.process else None

    def last_words(self) -> str:
        """The end of its log."""
        lines = self.log.read_text("utf-8", errors="replace").splitlines() if self.log else []
        return "\n".join(f"  {self.name}: {line}" for line in lines[-25:])

    def signal(self, number: int) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)

    def kill_group(self) -> None:
        """End at once what is left of it and of its own children."""
        if self.process:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                pass
            self.process.wait()


def stop(children: Iterable[Child], *, grace: float) -> None:
    """Ask all to end, wait, then end the rest by force."""
    children = [child for child in children if child.process]
    for child in children:
        child.signal(child.stop_signal)
    deadline = time.monotonic() + grace
    while time.monotonic() < deadline and any(child.ended() is None for child in children):
        time.sleep(0.02)
    for child in children:
        child.kill_group()


def _read(pid: int, name: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes()
    except OSError:
        return b""


def _belongs(pid: int, folder: Path) -> bool:
    """By its environment, or, for engines that overwrite theirs, by the folder they work in."""
    if f"{MARK}={folder}".encode() in _read(pid, "environ").split(b"\0"):
        return True
    if _read(pid, "comm").decode(errors="replace").strip() not in ENGINES:
        return False
    try:
        where = os.readlink(f"/proc/{pid}/cwd").removesuffix(" (deleted)")
    except OSError:
        return False
    return Path(where).is_relative_to(folder)


def leftovers(folder: Path) -> list[int]:
    """Processes of an earlier run on this folder; call it only while holding the folder's lock."""
    folder = folder.resolve()
    pids = (int(entry) for entry in os.listdir("/proc") if entry.isdigit())
    return [pid for pid in pids if pid != os.getpid() and _belongs(pid, folder)]


def _parent_of(pid: int) -> int:
    fields = _read(pid, "stat").rpartition(b")")[2].split()
    return int(fields[1]) if fields else 0


def _ask_to_end(pids: list[int]) -> None:
    postgres = {pid for pid in pids if _read(pid, "comm").strip() == b"postgres"}
    for pid in pids:
        if pid in postgres and _parent_of(pid) in postgres:
            continue  # its postmaster tells it
        try:
            os.kill(pid, signal.SIGINT if pid in postgres else signal.SIGTERM)
        except ProcessLookupError:
            continue


def end_leftovers(folder: Path, *, grace: float = 5.0) -> int:
    """End every process an earlier run left on this folder; answers how many there were."""
    found = leftovers(folder)
    if not found:
        return 0
    _ask_to_end(found)
    deadline = time.monotonic() + grace
    while (left := leftovers(folder)) and time.monotonic() < deadline:
        time.sleep(0.05)
    for pid in left:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    while leftovers(folder) and time.monotonic() < deadline + 5:
        time.sleep(0.05)
    return len(found)


def say(text: str) -> None:
    """A line for the person at the command line, shown at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
