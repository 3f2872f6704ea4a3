"""`make run`: the whole portal on this machine, from nothing to its addresses and logins, until Ctrl-C."""

import os
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType

from portal.runtime.engines import Engines, start_engines
from portal.runtime.folder import claim_folder, data_folder, fresh_log
from portal.runtime.processes import (
    MARK,
    ROOT,
    Child,
    NotPossible,
    end_leftovers,
    end_with_parent,
    say,
)
from portal.runtime.supervise import Supervisor
from portal.runtime.welcome import hide_world, publish_world, welcome

PORTS_TRIED = 200
STOP_SECONDS = 5.0  # for web, worker and beat; the engines get as much after them
READY_SECONDS = 120.0
LOOK_SECONDS = 0.5
LOAD_DEMO = ROOT / "portal" / "home" / "management" / "commands" / "load_demo.py"


class Stopped(BaseException):
    """Somebody wants us to end."""


def listen(wanted: int) -> socket.socket:
    """Listen on the wanted port or the next free one; two copies can never get the same."""
    for port in range(wanted, min(wanted + PORTS_TRIED, 65536)):
        door = socket.socket()
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind(("127.0.0.1", port))
            door.listen(2048)
        except OSError:
            door.close()
            continue
        if port != wanted:
            say(f"Port {wanted} is taken; using {port}.")
        return door
    raise NotPossible(f"No free port from {wanted} on.")


def wanted_port() -> int:
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise NotPossible(f"PORT must be a number from 1 to 65535, not {text!r}.")
    return int(text)


def environment(var: Path, engines: Engines, base_url: str) -> dict[str, str]:
    """What the portal's own processes are told; servers named by the caller come first."""
    given = os.environ
    valkey = given.get("VALKEY_URL") or engines.valkey_url
    broker = valkey if given.get("VALKEY_URL") else valkey.removesuffix("/0") + "/1"
    return given | {
        "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
        "DEMO": "1",
        "PORTAL_VAR": str(var),
        "TMPDIR": str(var / "tmp"),
        "BASE_URL": base_url,
        "DATABASE_URL": given.get("DATABASE_URL") or engines.database_url,
        "VALKEY_URL": valkey,
        "BROKER_URL": given.get("BROKER_URL") or broker,
        MARK: str(var),
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges",
    }


def manage(env: dict[str, str], *arguments: str) -> None:
    """One Django command, to its end; ends with us."""
    command = Child(name=arguments[0], command=[sys.executable, "manage.py", *arguments], environment=env)
    command.start()
    try:
        code = command.process.wait() if command.process else 1
    except BaseException:
        command.kill_group()
        raise
    if code:
        raise NotPossible(f"`manage.py {' '.join(arguments)}` failed; its messages are above.")


def portal_children(env: dict[str, str], var: Path, door: socket.socket) -> list[Child]:
    """Web, two workers and beat: what takes long has a process of its own, which yields to the others."""
    python = [sys.executable, "-m"]
    web = [*python, "gunicorn", "portal.wsgi:application", "--bind", f"fd://{door.fileno()}"]
    web += ["--workers", os.environ.get("WEB_WORKERS") or "2", "--graceful-timeout", "3"]
    web += ["--worker-tmp-dir", str(var / "tmp"), "--log-level", "warning", "--no-control-socket"]
    celery = [*python, "celery", "--quiet", "-A", "portal.celery:app"]
    worker = [*celery, "worker", "--loglevel", "WARNING", "--without-gossip", "--without-mingle"]
    bulk = ["nice", "-n", "5", *worker, "-Q", "bulk", "-n", "bulk@%h"]
    bulk += ["--concurrency", os.environ.get("BULK_PROCESSES") or "1"]
    worker += ["-Q", "interactive,notices", "-n", "work@%h", "--concurrency", "2"]
    beat = [*celery, "beat", "--loglevel", "WARNING", "--pidfile", ""]
    beat += ["--schedule", str(var / "celerybeat-schedule")]
    commands = {"web": web, "worker": worker, "bulk": bulk, "beat": beat}
    return [
        Child(
            name=name,
            command=command,
            environment=env,
            log=fresh_log(var, name),
            hold=(door.fileno(),) if name == "web" else (),
        )
        for name, command in commands.items()
    ]


def readiness(base_url: str) -> str:
    """Empty once every part answers, else what is in the way."""
    try:
        with urllib.request.urlopen(f"{base_url}/readyz", timeout=5) as answer:
            answer.read()
            return ""
    except urllib.error.HTTPError as refusal:
        return f"{refusal.code} {refusal.read(500).decode(errors='replace')}"
    except OSError as problem:
        return str(problem)


def wait_until_ready(supervisor: Supervisor, base_url: str) -> None:
    begin = next_look = time.monotonic()

    def ready() -> bool:
        nonlocal next_look
        if time.monotonic() < next_look:
            return False
        obstacle = readiness(base_url)
        next_look = time.monotonic() + LOOK_SECONDS
        if obstacle and next_look > begin + READY_SECONDS:
            raise NotPossible(f"The portal did not become ready: {obstacle}")
        return not obstacle

    supervisor.watch(until=ready)


def load_world(env: dict[str, str], var: Path) -> None:
    """Make or bring up to date the tables, and fill them with the demo world if that has not happened yet."""
    say("Bringing the database up to date ...")
    manage(env, "migrate", "--verbosity", "0")
    if hide_world(var):
        return
    if not LOAD_DEMO.exists():
        say("There is no demo world to load.")
        return
    say("Loading the demo world (once) ...")
    manage(env, "load_demo")
    hide_world(var)


def serve(var: Path, door: socket.socket, engines: Engines) -> None:
    """Everything above the engines, until a signal comes."""
    base_url = f"http://127.0.0.1:{door.getsockname()[1]}"
    env = environment(var, engines, base_url)
    supervisor = Supervisor()
    try:
        load_world(env, var)
        for engine in engines.children:
            supervisor.adopt(engine)
        for child in portal_children(env, var, door):
            supervisor.start(child)
        wait_until_ready(supervisor, base_url)
        say(welcome(publish_world(var, base_url), base_url, var))
        supervisor.watch()
    finally:
        say("Stopping ...")
        door.close()
        hide_world(var)
        supervisor.stop(grace=STOP_SECONDS)


def _on_signal(number: int, frame: FrameType | None) -> None:
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)  # once is enough: ending takes seconds, not minutes
    raise Stopped


def run() -> int:
    """Serve the portal until Ctrl-C or SIGTERM."""
    if os.environ.get("MAKELEVEL"):
        end_with_parent(signal.SIGTERM)  # a killed `make` takes us with it
    var = data_folder()
    engines = Engines()
    try:
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(each, _on_signal)
        port = wanted_port()
        lock = claim_folder(var)
        if ended := end_leftovers(var):
            say(f"Ended {ended} processes that an earlier run had left behind.")
        hide_world(var)  # a killed run could not take it away
        door = listen(port)
        say(f"Starting the engines on {var} ...")
        engines = start_engines(
            var, postgres=not os.environ.get("DATABASE_URL"), valkey=not os.environ.get("VALKEY_URL")
        )
        serve(var, door, engines)
    except Stopped:
        pass
    finally:
        engines.stop()
    lock.close()
    return 0
