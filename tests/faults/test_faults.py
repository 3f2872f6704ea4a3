"""Parts of the running portal die or fall silent: nothing acknowledged is lost, nothing happens twice."""

import http.client
import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from portal.runtime.processes import Child
from tests.faults.conftest import Citizen, Patient, eventually

pytestmark = pytest.mark.processes
CELERY = [sys.executable, "-m", "celery", "-A", "portal.celery:app"]
ROWS = 60_000
OPEN_LOAD = """from pathlib import Path; from portal.core.actors import Actor
from portal.feeds.receiving import open_load
open_load(name="persons", path=Path("{file}"), actor=Actor.system("test"))"""
WRITTEN = """SELECT ((SELECT count(*) FROM credentials_verification),
    (SELECT count(*) FROM credentials_usedcode))::text"""
OUTBOX = """INSERT INTO notices_smsmessage (phone, text, code, status, attempts, error, created_at,
    next_attempt_at) SELECT '+8619900009999', 'fault ' || n, '', 'queued', 0, '', now(), now()
    FROM generate_series(1, %s) n"""


def card(patient: Patient, citizen: Citizen, key: str) -> str:
    number = patient.citizen(key)["id_number"]
    row = patient.one(
        """SELECT c.id FROM credentials_credential c JOIN accounts_person p ON p.id = c.holder_id
           WHERE p.id_number = %s AND c.status = 'active'""",
        number,
    )
    return f"/wallet/{row}/"


def test_without_valkey_showing_and_checking_go_on_and_guessing_is_closed(patient: Patient) -> None:
    citizen = Citizen(patient).sign_in("driver_normal")
    address = card(patient, citizen, "driver_normal")
    short = citizen.ask(f"{address}code/").json["short_code"]
    [valkey] = patient.pids("valkey")

    os.kill(valkey, signal.SIGSTOP)  # worse than dead: it takes every connection and never answers
    try:
        assert citizen.ask(address).status == 200
        shown = citizen.ask(f"{address}code/").json
        assert shown["short_code"] is None
        assert patient.check(shown["code"])["result"] == "valid"
        assert patient.check(shown["code"])["reason"] == "already_used"
        assert Citizen(patient).ask("/").status == 200
        key = f"Bearer {patient.organization('rental')['api_key']}"
        guess = {"code": short, "purpose": "car-rental"}
        assert patient.post("/api/v1/verifications", guess, Authorization=key)[0] == 429
        stranger = Citizen(patient)
        stranger.ask("/accounts/login/")
        assert stranger.ask("/accounts/login/", {"phone": "19900001234"}).status == 503
        assert stranger.ask("/healthz").status == 200
        ready = stranger.ask("/readyz")
        assert (ready.status, "cache" in ready.json["failing"]) == (503, True)
    finally:
        os.kill(valkey, signal.SIGCONT)

    assert eventually(patient.is_ready, seconds=20)
    fresh = citizen.ask(f"{address}code/").json["short_code"]
    assert patient.check(fresh)["result"] == "valid"


def test_an_application_stands_that_is_handed_in_while_the_broker_is_gone(patient: Patient) -> None:
    citizen = Citizen(patient).sign_in("driver_no_license_yet")
    bind(patient, citizen, "driver_no_license_yet")
    citizen.ask("/licenses/apply/", {})
    citizen.ask("/licenses/apply/consent/", {"answer": "yes"})
    citizen.ask("/licenses/apply/photo/", {"source": "on_file"})
    [valkey] = patient.pids("valkey")

    os.kill(valkey, signal.SIGSTOP)
    try:
        done = citizen.ask("/licenses/apply/check/", {})
    finally:
        os.kill(valkey, signal.SIGCONT)

    assert done.status == 302
    assert done.headers["Location"].startswith("/wallet/")
    assert citizen.ask(done.headers["Location"]).status == 200
    number = patient.citizen("driver_no_license_yet")["id_number"]
    told = """SELECT count(DISTINCT n.id) FROM notices_notice n JOIN accounts_person p ON p.id = n.person_id
        JOIN notices_smsmessage m ON m.notice_id = n.id
        WHERE p.id_number = %s AND m.status = 'sent'"""
    assert eventually(lambda: patient.one(told, number) == 1, seconds=25)


def bind(patient: Patient, citizen: Citizen, key: str) -> None:
    """Say who one is, agree, and prove it with the code that comes to the phone on file."""
    person = patient.citizen(key)
    before = len(patient.messages(person["phone"]))
    if citizen.ask("/wallet/activity/").status == 200:
        return
    who = {"name": person["name"], "id_number": person["id_number"], "consent": "yes"}
    assert citizen.ask("/identity/", who).status == 302
    assert (
        citizen.ask("/identity/proof/", {"code": patient.code_sent_to(person["phone"], before)}).status == 302
    )


def test_a_web_process_killed_in_mid_request_leaves_nothing_half_written(patient: Patient) -> None:
    citizen = Citizen(patient).sign_in("driver_abnormal")
    address = card(patient, citizen, "driver_abnormal")
    body = {"code": citizen.ask(f"{address}code/").json["code"], "purpose": "car-rental"}
    headers = {"Idempotency-Key": body["code"][-40:]}
    headers["Authorization"] = f"Bearer {patient.organization('rental')['api_key']}"
    before = patient.one(WRITTEN)

    with patient.database() as other:
        other.execute("BEGIN; LOCK TABLE credentials_usedcode IN ACCESS EXCLUSIVE MODE")
        asking = threading.Thread(target=_ask_in_vain, args=[patient, body, headers])
        asking.start()
        waits = "SELECT count(*) FROM pg_locks WHERE NOT granted"
        assert eventually(lambda: patient.one(waits) > 0, seconds=2.5)
        web = patient.pids("web")
        for pid in [pid for pid in web if _parent(pid) in web]:
            os.kill(pid, signal.SIGKILL)
        asking.join(20)
        other.execute("ROLLBACK")

    assert eventually(lambda: _status(patient, "/healthz") == 200, seconds=20)
    assert patient.one(WRITTEN) == before
    assert patient.post("/api/v1/verifications", body, **headers)[1]["result"] == "abnormal"


def _ask_in_vain(patient: Patient, body: dict[str, str], headers: dict[str, str]) -> None:
    with pytest.raises((OSError, http.client.HTTPException)):
        patient.post("/api/v1/verifications", body, **headers)


def _parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def _status(patient: Patient, path: str) -> int:
    try:
        return Citizen(patient).ask(path).status
    except OSError:
        return 0


def test_killed_workers_and_two_beats_send_every_message_once(patient: Patient) -> None:
    beat = [*CELERY, "beat", "--pidfile", "", "--schedule", str(patient.var / "second-beat")]
    second = Child("beat", beat, patient.environment(), log=patient.var.parent / "second.log")
    second.start()
    try:
        with patient.database() as connection:
            connection.execute(OUTBOX, [300])
        patient.kill("worker", "beat")
        sent = "SELECT count(*) FROM notices_smsmessage WHERE text LIKE 'fault %%' AND status = 'sent'"
        assert eventually(lambda: patient.one(sent) == 300, seconds=60)
    finally:
        second.kill_group()
    again = "SELECT count(*) FROM notices_smsmessage WHERE text LIKE 'fault %%' AND attempts > 1"
    assert patient.one(again) <= 2  # at most the one that each killed process had just taken


def test_a_feed_whose_worker_is_killed_is_loaded_to_the_end_exactly_once(patient: Patient) -> None:
    file = patient.var.parent / "people.csv"
    patient.manage("make_feed", "persons", str(ROWS), str(file))
    people = patient.one("SELECT count(*) FROM accounts_person")
    patient.manage("shell", "-c", OPEN_LOAD.format(file=file))
    done = "SELECT lines_done FROM feeds_feedload ORDER BY id DESC LIMIT 1"
    assert eventually(lambda: patient.one(done) > 0, seconds=20)

    patient.kill("worker")

    assert patient.one(done) < ROWS
    status = "SELECT status FROM feeds_feedload ORDER BY id DESC LIMIT 1"
    assert eventually(lambda: patient.one(status) == "done", seconds=60)
    counts = (
        "SELECT (read, inserted + updated + unchanged, rejected)::text FROM feeds_feedload ORDER BY id DESC"
    )
    assert patient.one(counts) == f"({ROWS},{ROWS},0)"
    assert patient.one("SELECT count(*) FROM accounts_person") == people + ROWS


def test_a_restarted_database_is_a_clean_503_and_then_all_is_well(patient: Patient) -> None:
    citizen = Citizen(patient).sign_in("driver_normal")
    address = card(patient, citizen, "driver_normal")
    web = sorted(patient.pids("web"))
    key = f"Bearer {patient.organization('rental')['api_key']}"
    seen: set[tuple[str, int]] = set()

    os.kill(patient.postmaster(), signal.SIGINT)
    deadline = time.monotonic() + 30
    well = 0
    while well < 20 and time.monotonic() < deadline:
        page = citizen.ask(address).status
        status, body = patient.post(
            "/api/v1/verifications", {"code": "A", "purpose": "car-rental"}, Authorization=key
        )
        assert status == 200 or body["type"].endswith("/errors/unavailable/")
        seen |= {("page", page), ("api", status)}
        well = well + 1 if (page, status) == (200, 200) else 0

    assert seen <= {("page", 200), ("page", 503), ("api", 200), ("api", 503)}
    assert ("page", 503) in seen
    assert well == 20
    assert sorted(patient.pids("web")) == web
