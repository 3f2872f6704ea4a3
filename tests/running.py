"""A whole portal in processes of its own, as `make run` starts it, seen only from outside."""

import itertools
import json
import os
import re
import signal
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

from portal.runtime.processes import Child, free_port, stop

READY_SECONDS = 240
STOP_SECONDS = 20
NOT_OURS = ("DATABASE_URL", "VALKEY_URL", "BROKER_URL", "PORTAL_TEST_VAR", "DJANGO_SETTINGS_MODULE")


class RunningPortal:
    """Its address, the people of its demonstration and its HTTP answers."""

    def __init__(self, var: Path) -> None:
        environment = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
        environment |= {"PORTAL_VAR": str(var), "PORT": str(free_port()), "TRUSTED_PROXY_COUNT": "1"}
        command = [sys.executable, "-m", "portal.runtime", "run"]
        var.mkdir(parents=True, exist_ok=True)
        self.var = var
        self.process = Child("portal", command, environment, log=var.parent / "portal.log")
        self.sessions: dict[str, Any] = {}  # storage states of the staff that has signed in
        self._addresses = (f"10.1.{number // 250}.{number % 250 + 1}" for number in itertools.count())

    def start(self) -> None:
        self.process.start()
        deadline = time.monotonic() + READY_SECONDS
        while not (self.var / "demo.json").exists():
            if self.process.ended() is not None or time.monotonic() > deadline:
                raise RuntimeError("The portal did not start:\n" + self.process.last_words())
            time.sleep(0.1)
        self.world = json.loads((self.var / "demo.json").read_text("utf-8"))
        self.address = self.world["base_url"]

    def end(self) -> None:
        self.process.signal(signal.SIGTERM)
        stop([self.process], grace=STOP_SECONDS)

    def citizen(self, key: str) -> dict[str, Any]:
        return next(row for row in self.world["citizens"] if row["key"] == key)

    def staff(self, key: str) -> dict[str, Any]:
        return next(row for row in self.world["staff"] if row["key"] == key)

    def organization(self, key: str) -> dict[str, Any]:
        return next(row for row in self.world["organizations"] if row["key"] == key)

    def new_address(self) -> str:
        """An address of their own for everybody: what is counted by address is not counted together."""
        return next(self._addresses)

    def get(self, path: str, **headers: str) -> bytes:
        """What the address answers; any status but 200 is an error."""
        request = urllib.request.Request(self.address + path, headers=headers)  # noqa: S310
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
            return answer.read()

    def post(self, path: str, body: dict[str, Any], **headers: str) -> tuple[int, Any]:
        content = json.dumps(body).encode()
        request = urllib.request.Request(  # noqa: S310
            self.address + path, data=content, headers={"Content-Type": "application/json", **headers}
        )
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as refusal:
            return refusal.code, json.loads(refusal.read())

    def check(self, code: str, *, purpose: str = "car-rental", by: str = "rental") -> dict[str, Any]:
        """What an enterprise program is told about a code."""
        key = self.organization(by)["api_key"]
        status, answer = self.post(
            "/api/v1/verifications", {"code": code, "purpose": purpose}, Authorization=f"Bearer {key}"
        )
        assert status == 200, answer
        return answer

    def messages(self, phone: str) -> list[dict[str, Any]]:
        return json.loads(self.get("/demo/sms/?phone=" + urllib.parse.quote(phone)))

    def code_sent_to(self, phone: str, after: int) -> str:
        """The newest code, once more than `after` messages have come."""
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline:
            messages = self.messages(phone)
            if len(messages) > after and re.fullmatch(r"\d{6}", messages[0]["code"]):
                return messages[0]["code"]
            time.sleep(0.1)
        raise AssertionError(f"No message came to {phone}.")
