"""After people and programs have come and gone, nothing that is kept beside the tables names them."""

import urllib.error
import zlib

import pytest
import redis
from django.core import signing

from tests.faults.conftest import Citizen, Patient
from tests.faults.test_faults import card

pytestmark = pytest.mark.processes


def test_logs_queue_and_sessions_hold_no_name_number_or_code(patient: Patient) -> None:
    person = patient.citizen("rare_name")
    citizen = Citizen(patient).sign_in("rare_name")
    address = card(patient, citizen, "rare_name")
    shown = citizen.ask(f"{address}code/").json
    key = patient.organization("rental")["api_key"]
    token = shown["code"].rpartition("/")[2]
    for path in (address, f"{address}certificate.pdf", f"/v/{token}", f"/v/{token}/x", f"/nothing/{token}"):
        citizen.ask(path)
    citizen.ask(f"/nothing/{person['id_number']}?phone={person['phone'][1:]}&code={shown['short_code']}")
    patient.check(shown["code"])
    patient.post(
        "/api/v1/verifications", {"code": 1, "x": person["id_number"]}, Authorization=f"Bearer {key}"
    )
    with pytest.raises(urllib.error.HTTPError, match="422"):
        patient.get(f"/api/v1/rollout?city={person['id_number']}", Authorization=f"Bearer {key}")
    stranger = Citizen(patient).sign_in("stranger")
    claim = {"name": person["name"], "id_number": person["id_number"], "consent": "yes"}
    stranger.ask("/identity/", claim)

    canaries = [person["name"], person["id_number"], person["phone"].removeprefix("+86"), token, key]
    canaries.append(shown["short_code"])
    places = {path.name: path.read_text(errors="replace") for path in (patient.var / "log").glob("*.log")}
    assert {"web.log", "worker.log", "beat.log", "postgres.log", "valkey.log"} <= set(places)
    places["portal.log"] = _without_welcome((patient.var.parent / "portal.log").read_text(errors="replace"))
    places["queue"] = _queue(patient.environment()["BROKER_URL"])
    places["sessions"] = _sessions(patient)
    found = [(name, canary) for name, text in places.items() for canary in canaries if canary in text]
    assert found == []


def _without_welcome(text: str) -> str:
    """The list of demonstration logins is there to be read."""
    return "\n".join(line for line in text.splitlines() if not line.startswith(" "))


def _queue(url: str) -> str:
    client = redis.Redis.from_url(url)
    texts = []
    for name in client.scan_iter():
        kind = client.type(name)
        texts.append(name)
        if kind == b"list":
            texts += client.lrange(name, 0, -1)
        elif kind == b"hash":
            texts += client.hvals(name)
        elif kind == b"string":
            texts.append(client.get(name) or b"")
    return b"\n".join(texts).decode(errors="replace")


def _sessions(patient: Patient) -> str:
    """What stands in all sessions; they are signed, not sealed, so the payload is read without the key."""
    texts = []
    with patient.database() as connection:
        for (data,) in connection.execute("SELECT session_data FROM django_session").fetchall():
            payload = data.rpartition(":")[0].rpartition(":")[0]
            compressed = payload.startswith(".")
            raw = signing.b64_decode(payload.removeprefix(".").encode())
            texts.append((zlib.decompress(raw) if compressed else raw).decode())
    assert texts
    return "\n".join(texts)
