"""One running portal whose parts are stopped, silenced and killed, and a client that looks at it."""

import http.cookiejar
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from portal.runtime.processes import ROOT, leftovers
from tests.running import RunningPortal

PARTS = {"web": "gunicorn", "worker": "celery worker", "beat": "celery beat", "valkey": "valkey-server"}


@dataclass
class Answer:
    """What came back; `json` is what a program reads in it."""

    status: int
    headers: Any
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: Any) -> None:
        return None


class Citizen:
    """A browser without a screen: cookies, forms with their token, no redirect followed."""

    def __init__(self, portal: RunningPortal) -> None:
        self.portal, self.cookies = portal, http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(
            _Stay, urllib.request.HTTPCookieProcessor(self.cookies), urllib.request.ProxyHandler({})
        )
        self.from_address = portal.new_address()

    def ask(self, path: str, form: dict[str, str] | None = None, timeout: float = 20) -> Answer:
        content = None
        if form is not None:
            token = next((cookie.value for cookie in self.cookies if cookie.name == "csrftoken"), "")
            content = urllib.parse.urlencode({"csrfmiddlewaretoken": token, **form}).encode()
        headers = {"X-Forwarded-For": self.from_address, "Accept-Language": "en"}
        request = urllib.request.Request(self.portal.address + path, content, headers)  # noqa: S310
        try:
            with self.opener.open(request, timeout=timeout) as answer:
                return Answer(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as other:
            return Answer(other.code, other.headers, other.read())

    def sign_in(self, key: str) -> "Citizen":
        phone = self.portal.citizen(key)["phone"]
        before = len(self.portal.messages(phone))
        self.ask("/accounts/login/")
        assert self.ask("/accounts/login/", {"phone": phone}).status == 302
        code = self.portal.code_sent_to(phone, before)
        assert self.ask("/accounts/login/code/", {"code": code}).status == 302
        return self


class Patient(RunningPortal):
    """A running portal that can be hurt."""

    def pids(self, part: str) -> list[int]:
        found = []
        for pid in leftovers(self.var):
            try:
                line = Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
            except OSError:
                continue
            if PARTS[part] in line.replace("celery --quiet -A portal.celery:app", "celery"):
                found.append(pid)
        return found

    def kill(self, *parts: str) -> None:
        for part in parts:
            for pid in self.pids(part):
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    continue

    def environment(self) -> dict[str, str]:
        """What the portal's own processes are told."""
        pairs = Path(f"/proc/{self.pids('beat')[0]}/environ").read_text().split("\0")
        return dict(pair.split("=", 1) for pair in pairs if "=" in pair)

    def manage(self, *arguments: str) -> None:
        command = [sys.executable, "manage.py", *arguments]
        subprocess.run(command, cwd=ROOT, env=self.environment(), check=True, capture_output=True)

    def postmaster(self) -> int:
        return int((self.var / "postgres" / "data" / "postmaster.pid").read_text().split()[0])

    def database(self) -> psycopg.Connection[Any]:
        port = (self.var / "postgres" / "data" / "postmaster.pid").read_text().split("\n")[3]
        password = (self.var / "postgres" / "password").read_text()
        url = f"postgres://portal:{password}@127.0.0.1:{port}/portal"
        return psycopg.connect(url, autocommit=True)

    def one(self, sql: str, *values: Any) -> Any:
        with self.database() as connection:
            row = connection.execute(sql, values).fetchone()  # type: ignore[call-overload]
            return row[0] if row else None

    def is_ready(self) -> bool:
        try:
            self.get("/readyz")
            return True
        except OSError:
            return False


def eventually(condition: Callable[[], object], *, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return False


@pytest.fixture(scope="package")
def patient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Patient]:
    running = Patient(tmp_path_factory.mktemp("patient") / "var")
    try:
        running.start()
        yield running
    finally:
        running.end()
