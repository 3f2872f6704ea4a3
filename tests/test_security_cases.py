"""Cases of attack that belong to no single room; docs/security-cases.md says which test proves which case."""

import base64
import socket
import threading
import time
from typing import Any

import pytest
from django.db import close_old_connections
from django.test import Client
from django.utils import timezone
from kombu.exceptions import OperationalError

from portal.accounts import keys as api_keys
from portal.accounts.tests.factories import OrganizationFactory
from portal.celery import app
from portal.core.actors import Actor
from portal.core.valkey import client as valkey
from portal.credentials import keys, presenting
from portal.credentials.kinds import kind_of
from portal.credentials.models import Verification
from portal.credentials.tests.factories import holder_of, issued
from portal.notices.tasks import deliver_due

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("test")
SLOW = 4  # times that a busy machine may be slower than the promise of 50 ms


@pytest.fixture(autouse=True)
def _keys_and_fresh_counts(db: None) -> None:
    valkey().flushdb()
    keys.ensure_keys(actor=SYSTEM, at=timezone.now())


def key_of(organization: Any = None, **given: Any) -> str:
    _key, text = api_keys.mint(
        organization=organization or OrganizationFactory(),
        name="front desk",
        purposes=["car-rental"],
        **{"is_test": False, "expires_at": None, "actor": SYSTEM, "at": timezone.now(), **given},
    )
    return text


def ask(text: str, body: dict[str, Any], **headers: str) -> Any:
    headers = {"Authorization": f"Bearer {text}", **headers}
    return Client().post("/api/v1/verifications", body, content_type="application/json", headers=headers)


def test_behind_a_proxy_each_visitor_is_counted_alone(client: Client, settings: Any) -> None:
    settings.TRUSTED_PROXY_COUNT = 1
    for _ in range(31):
        last = client.get("/v/ABC", headers={"X-Forwarded-For": "198.51.100.1"})

    assert last.status_code == 429
    assert client.get("/v/ABC", headers={"X-Forwarded-For": "198.51.100.2"}).status_code == 200


def test_a_visitor_with_a_whole_network_of_addresses_is_counted_as_one(client: Client, settings: Any) -> None:
    settings.TRUSTED_PROXY_COUNT = 1
    answers = [client.get("/v/ABC", headers={"X-Forwarded-For": f"2001:db8::{n:x}"}) for n in range(31)]

    assert [answer.status_code for answer in answers].count(429) == 1


def test_behind_a_proxy_a_key_works_from_its_networks_only(settings: Any) -> None:
    settings.TRUSTED_PROXY_COUNT = 1
    text = key_of(networks=["198.51.100.0/24"])
    body = {"code": "A", "purpose": "car-rental"}

    assert ask(text, body, **{"X-Forwarded-For": "198.51.100.7"}).status_code == 200
    assert ask(text, body, **{"X-Forwarded-For": "203.0.113.7"}).status_code == 401
    assert ask(text, body, **{"X-Forwarded-For": "198.51.100.7, 203.0.113.7"}).status_code == 401


@pytest.mark.django_db(transaction=True)
def test_of_a_hundred_short_codes_guessed_at_once_at_most_thirty_are_tried() -> None:
    text, answers = key_of(), []

    def guess(number: int) -> None:
        try:
            answers.append(ask(text, {"code": f"7KQ2M{number:03}", "purpose": "car-rental"}).status_code)
        finally:
            close_old_connections()

    guesses = [threading.Thread(target=guess, args=[number]) for number in range(100)]
    for one in guesses:
        one.start()
    for one in guesses:
        one.join()

    assert sorted(set(answers)) == [200, 429]
    assert answers.count(200) <= 30


def test_a_right_short_code_costs_no_guess() -> None:
    text = key_of()
    token = "A" * 40
    valkey().set("short:7KQ2M9XW", token, ex=600)
    for _ in range(40):
        assert ask(text, {"code": "7KQ2M9XW", "purpose": "car-rental"}).status_code == 200


def test_a_test_key_never_reads_what_a_live_key_was_told() -> None:
    organization = OrganizationFactory()
    live, test = key_of(organization), key_of(organization, is_test=True)
    reference = ask(live, {"code": "A", "purpose": "car-rental"}).json()["id"]
    address = f"/api/v1/verifications/{reference}"

    assert Client(headers={"Authorization": f"Bearer {live}"}).get(address).status_code == 200
    assert Client(headers={"Authorization": f"Bearer {test}"}).get(address).status_code == 404


TEN_MEGABYTES = b"a=" + b"x" * 10_000_000


@pytest.mark.parametrize(
    "path", ["/verify/", "/accounts/login/", "/display/", "/i18n/setlang/", "/scan/check/"]
)
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "application/json", "text/plain"])
def test_a_form_of_ten_megabytes_is_refused_at_once(client: Client, path: str, kind: str) -> None:
    begun = time.process_time()
    answer = client.post(path, TEN_MEGABYTES, content_type=kind)

    assert answer.status_code == 413
    assert time.process_time() - begun < 0.05 * SLOW


def test_nobody_fills_the_disk_with_uploads_to_a_page(client: Client) -> None:
    head = b'--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n'
    body = head + b"x" * (17 * 1024 * 1024) + b"\r\n--x--\r\n"
    for path in ("/verify/", "/admin/feeds/feedload/upload/"):
        assert client.post(path, body, content_type="multipart/form-data; boundary=x").status_code == 413


@pytest.mark.parametrize(
    "form",
    [
        {"code": "\0"},
        {"code": "😀" * 2048},
        {"code": "x" * 3000},
        {"phone": "1\0"},
        {"login": "a\0b", "password": "c"},
        {"login": "x" * 100_000, "password": "x" * 100_000},
        {"next": "//evil.example", "phone": "1"},
        {"theme": "\ud800", "language": "xx", "next": "javascript:alert(1)"},
    ],
)
@pytest.mark.parametrize("path", ["/verify/", "/accounts/login/", "/display/", "/i18n/setlang/"])
def test_no_form_breaks_a_page(client: Client, path: str, form: dict[str, str]) -> None:
    form = {name: value.encode("utf-8", "replace").decode() for name, value in form.items()}
    answer = client.post(path, form)

    assert answer.status_code in (200, 302, 400, 429)
    assert not answer.headers.get("Location", "/").startswith(("//", "javascript:", "http"))


@pytest.mark.parametrize(
    "path", ["/?city=%00", "/?province=%00&city=x", "/rollout/?province=%00", "/rollout/?service=%00",
             "/v/%00", "/v/" + "A" * 2048, "/v/" + "A" * 2049, "/demo/sms/?phone=%00", "/wallet/x/",
             "/developers/errors/%00/", "/licenses/applications/%00/", "/accounts/login/?next=%00"],
)  # fmt: skip
def test_no_address_breaks_a_page(client: Client, path: str) -> None:
    assert client.get(path).status_code in (200, 302, 404)


@pytest.mark.django_db(transaction=True)
def test_the_same_idempotency_key_at_two_servers_at_once_has_one_effect() -> None:
    credential = issued()
    kind = kind_of("driver-license")
    code = presenting.present(
        credential_id=credential.pk, kind=kind, actor=holder_of(credential), at=timezone.now()
    ).text
    text, answers = key_of(), []
    start = threading.Barrier(6)

    def send() -> None:
        try:
            start.wait()
            body = {"code": code, "purpose": "car-rental"}
            answers.append(ask(text, body, **{"Idempotency-Key": "one"}))
        finally:
            close_old_connections()

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    again = ask(text, {"code": code, "purpose": "car-rental"}, **{"Idempotency-Key": "one"})
    assert (again.status_code, again.headers["Idempotency-Replayed"]) == (200, "true")
    assert again.json()["result"] == "valid"
    assert {answer.status_code for answer in answers} <= {200, 409}
    assert {answer.content for answer in answers if answer.status_code == 200} == {again.content}
    assert Verification.objects.count() == 1


def test_no_claim_beyond_the_purpose_leaves_in_answer_receipt_or_log() -> None:
    credential = issued()
    person = credential.holder
    code = presenting.present(
        credential_id=credential.pk,
        kind=kind_of("driver-license"),
        actor=holder_of(credential),
        at=timezone.now(),
    ).text

    answer = ask(key_of(), {"code": code, "purpose": "car-rental"})

    assert set(answer.json()["claims"]) == {"name", "classes"}
    receipt = answer.json()["receipt"].split(".")[1]
    said = base64.urlsafe_b64decode(receipt + "=" * (-len(receipt) % 4)).decode()
    for place in (answer.content.decode(), said):
        assert person.name not in place
        assert person.id_number not in place
        assert person.phone not in place
    assert Verification.objects.get().disclosed == "name,classes"


def test_a_broker_that_takes_connections_and_never_answers_holds_nobody_up() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(5)
        begun = time.monotonic()
        with app.connection_for_write(f"redis://127.0.0.1:{silent.getsockname()[1]}/0") as broker:
            with pytest.raises(OperationalError):
                deliver_due.apply_async(connection=broker)

    assert time.monotonic() - begun < 10
