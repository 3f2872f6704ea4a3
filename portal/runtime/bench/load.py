"""Load from outside: gunicorn as in earnest, wrk as the crowd."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from portal.runtime.processes import NotPossible

SCRIPT = Path(__file__).with_name("requests.lua")
SECONDS = int(os.environ.get("SECONDS", "8"))
CONNECTIONS = 8


@dataclass(frozen=True)
class Measured:
    """Requests a second, latencies in ms, answers that were not 2xx, all answers, peak memory of a worker."""

    rate: float
    p50_ms: float
    p99_ms: float
    errors: int
    requests: int
    peak_rss_mb: float


@dataclass(frozen=True)
class Server:
    address: str
    pid: int

    def peak_rss_mb(self) -> float:
        """The largest peak of the master's workers."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        peaks = [0.0]
        for child in children:
            for line in Path(f"/proc/{child}/status").read_text().splitlines():
                if line.startswith("VmHWM"):
                    peaks.append(int(line.split()[1]) / 1024)
        return max(peaks)


@contextmanager
def serving(application: str, *, workers: int = 2) -> Iterator[Server]:
    """A gunicorn with sync workers, warm and answering."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", str(workers), "--log-level", "warning", "--no-control-socket"]
    process = subprocess.Popen(command)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(address)
        yield Server(address, process.pid)
    finally:
        process.terminate()
        process.wait(10)


def _wait(address: str) -> None:
    for _ in range(100):
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=2):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise NotPossible("The server did not answer.")


def press(server: Server, lines: Path, *, seconds: int = SECONDS, connections: int = CONNECTIONS) -> Measured:
    """Send the requests in `lines`: method, path, headers as JSON and body, separated by tabs."""
    wrk = shutil.which("wrk")
    if wrk is None:
        raise NotPossible("`wrk` is missing: apt-get install wrk")
    threads = min(2, connections)
    command = [wrk, "-t", str(threads), "-c", str(connections), "-d", f"{seconds}s", "-s", str(SCRIPT)]
    command += [server.address, "--", str(lines), str(threads)]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    told = json.loads(result.stdout.rpartition("RESULT ")[2])
    return Measured(
        rate=told["requests"] / (told["duration"] / 1e6),
        p50_ms=told["p50"] / 1000,
        p99_ms=told["p99"] / 1000,
        errors=told["errors"],
        requests=told["requests"],
        peak_rss_mb=server.peak_rss_mb(),
    )
