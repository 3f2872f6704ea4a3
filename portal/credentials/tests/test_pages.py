import io
import re
from typing import Any

import pypdf
import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from PIL import Image

from licenses.models import DriverLicense
from licenses.tests.factories import DriverLicenseFactory
from portal.accounts.models import User
from portal.accounts.tests.factories import UserFactory
from portal.audit.models import AuditEvent
from portal.backoffice.tests.staff import client_of, officer
from portal.credentials import issuing
from portal.credentials.kinds import kind_of
from portal.credentials.models import Credential, Verification
from portal.credentials.presenting import present
from portal.credentials.tests.factories import SYSTEM, holder_of, issued
from portal.documents import qr
from tests.barcodes import qr_codes_in

pytestmark = pytest.mark.django_db
ROLES = ("reviewer", "officer")
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture(autouse=True)
def _quiet_throttles() -> None:
    cache.clear()


def holder_client(credential: Credential, **more: Any) -> Client:
    client = Client(**more)
    client.force_login(UserFactory(citizen=True, person=credential.holder), backend=BACKEND)
    return client


def text_of(credential: Credential) -> str:
    shown = present(
        credential_id=credential.pk,
        kind=kind_of("driver-license"),
        actor=holder_of(credential),
        at=timezone.now(),
    )
    return shown.text


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(
    ("letters", "points", "shows"),
    [("A", 0, True), ("H", 0, True), ("A", 12, True), ("D", 0, True), ("F", 0, False), ("L", 0, False)],
)
def test_the_card_opens_in_every_state(letters: str, points: int, shows: bool, language: str) -> None:
    credential = issued(DriverLicenseFactory(with_photo=True))
    DriverLicense.objects.filter(pk=credential.subject_ref).update(status_letters=letters, points=points)

    page = holder_client(credential).get(f"/wallet/{credential.pk}/", headers={"accept-language": language})

    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert ('class="qr"' in page.content.decode()) is shows
    assert (credential.holder.name in page.content.decode()) is shows
    assert (f"/wallet/{credential.pk}/photo/" in page.content.decode()) is shows


def test_the_drawn_code_is_the_code() -> None:
    credential = issued()
    text = text_of(credential)

    assert qr_codes_in(Image.open(io.BytesIO(qr.png(text)))) == [text]
    assert qr.version(text) <= 9


@pytest.mark.parametrize("road", ["lane", "ordinary"])
def test_a_fresh_code_has_the_contract_s_members(road: str) -> None:
    credential = issued()
    client = holder_client(credential)
    address = f"/wallet/{credential.pk}/code/" + ("?" if road == "ordinary" else "")

    answers = [client.get(address).json() for _ in range(2)]

    assert set(answers[0]) == {"code", "short_code", "expires_at"}
    assert answers[0]["code"] != answers[1]["code"]
    assert re.fullmatch(r"HTTP://TESTSERVER/V/[A-Z2-7]+", answers[0]["code"])
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{8}", answers[0]["short_code"])


def test_both_roads_to_a_fresh_code_refuse_alike() -> None:
    credential = issued()
    stranger = holder_client(issued(DriverLicenseFactory()))

    assert Client().get(f"/wallet/{credential.pk}/code/").status_code == 302
    assert stranger.get(f"/wallet/{credential.pk}/code/").status_code == 404


def test_the_lane_follows_the_login_not_the_cookie() -> None:
    credential = issued()
    client = holder_client(credential)
    address = f"/wallet/{credential.pk}/code/"
    assert client.get(address).status_code == 200

    User.objects.filter(person=credential.holder).update(is_active=False)

    assert client.get(address).status_code == 302


def test_a_changed_password_ends_the_lane_too() -> None:
    credential = issued()
    client = holder_client(credential)
    address = f"/wallet/{credential.pk}/code/"
    assert client.get(address).status_code == 200
    user = User.objects.get(person=credential.holder)
    user.set_password("another one entirely")
    user.save(update_fields=["password"])

    assert client.get(address).status_code == 302


def test_no_code_for_a_void_license_and_a_sentence_why() -> None:
    credential = issued()
    DriverLicense.objects.filter(pk=credential.subject_ref).update(status_letters="G")

    answer = holder_client(credential).get(f"/wallet/{credential.pk}/code/")

    assert answer.status_code == 410
    assert answer.json()["error"] == "not_shown"


@pytest.mark.parametrize("page", ["", "code/", "photo/", "certificate.pdf"])
def test_another_person_s_card_is_not_there_and_the_try_is_written_down(page: str) -> None:
    credential = issued(DriverLicenseFactory(with_photo=True))
    stranger = holder_client(issued(DriverLicenseFactory()))

    assert stranger.get(f"/wallet/{credential.pk}/{page}").status_code == 404
    assert AuditEvent.objects.filter(action="access.refused").exists()


def test_the_signed_pdf_holds_the_facts_and_a_code_that_is_valid() -> None:
    license = DriverLicenseFactory(with_photo=True, person__name="陈䶮")
    credential = issued(license)

    answer = holder_client(credential).get(f"/wallet/{credential.pk}/certificate.pdf")

    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    reader = pypdf.PdfReader(io.BytesIO(content))
    text = "".join(page.extract_text() for page in reader.pages)
    assert "陈䶮" in text
    assert license.file_number in text
    assert content.startswith(b"%PDF")
    assert b"ETSI.CAdES.detached" in content
    assert AuditEvent.objects.filter(action="credential.printed", person_id=license.person_id).exists()


def test_the_holder_sees_who_looked_and_what_they_learned() -> None:
    credential = issued()
    text = text_of(credential)
    client_of(officer(role="officer")).post(
        "/scan/check/", {"code": text, "purpose": "roadside"}, content_type="application/json"
    )

    page = holder_client(credential).get("/wallet/activity/", headers={"accept-language": "en"})

    assert "Roadside check" in page.content.decode()
    assert "Class" in page.content.decode()
    assert "A check that you cannot explain?" in page.content.decode()


def test_anybody_sees_the_state_but_no_name() -> None:
    credential = issued()
    path = text_of(credential).split("TESTSERVER", 1)[1]

    for spelling in (path, path.lower()):
        page = Client().get(spelling, headers={"accept-language": "en"})
        assert page.status_code == 200
        assert "Valid" in page.content.decode()
        assert credential.holder.name not in page.content.decode()
        assert credential.holder.id_number not in page.content.decode()
    assert Verification.objects.filter(channel="public", person_id=credential.holder_id).count() == 2


@pytest.mark.parametrize("junk", ["x", "%00", "😀", "A" * 2000, "..%2f..", "%ff%fe"])
def test_any_public_address_has_an_answer(junk: str) -> None:
    assert Client().get(f"/v/{junk}").status_code in (200, 400, 404)


def test_the_public_page_is_throttled() -> None:
    client = Client(REMOTE_ADDR="203.0.113.9")

    answers = [client.get("/v/X").status_code for _ in range(31)]

    assert answers[-1] == 429
    assert set(answers[:30]) == {200}


def test_a_typed_short_code_is_looked_up() -> None:
    credential = issued()
    short = holder_client(credential).get(f"/wallet/{credential.pk}/code/").json()["short_code"]

    page = Client().post(
        "/verify/", {"code": f"{short[:4]} {short[4:]}".lower()}, headers={"accept-language": "en"}
    )

    assert "Valid" in page.content.decode()


def test_typing_codes_is_throttled() -> None:
    client = Client(REMOTE_ADDR="203.0.113.10")

    answers = [client.post("/verify/", {"code": "7KQ2M9XW"}).status_code for _ in range(11)]

    assert answers[-1] == 429


def test_an_officer_sees_name_classes_and_photo_from_the_register() -> None:
    license = DriverLicenseFactory(with_photo=True)
    credential = issued(license)
    client = client_of(officer(role="officer"))

    answer = client.post(
        "/scan/check/",
        {"code": text_of(credential), "purpose": "roadside"},
        content_type="application/json",
        headers={"accept-language": "en"},
    ).json()

    assert (answer["tone"], answer["title"]) == ("normal", "Valid")
    assert license.person.name in [row["value"] for row in answer["rows"]]
    assert client.get(answer["photo_url"]).status_code == 200
    assert client_of(officer(role="officer")).get(answer["photo_url"]).status_code == 404


def test_who_may_look_people_up_is_led_there_from_the_scanner() -> None:
    led = {
        role: "/admin/accounts/person/" in client_of(officer(role=role)).get("/scan/").text for role in ROLES
    }

    assert led == {"reviewer": True, "officer": False}
    assert "/admin/" not in client_of(officer()).get("/scan/shell/").text


def test_the_second_scan_of_a_code_is_void() -> None:
    credential = issued()
    text, client = text_of(credential), client_of(officer(role="officer"))
    body = {"code": text, "purpose": "roadside"}

    answers = [client.post("/scan/check/", body, content_type="application/json").json() for _ in range(2)]

    assert [answer["tone"] for answer in answers] == ["normal", "void"]
    assert answers[1]["photo_url"] is None


def test_an_officer_can_type_the_code_without_a_script() -> None:
    credential = issued()
    client = client_of(officer(role="officer"))

    page = client.post("/scan/", {"code": text_of(credential), "purpose": "counter"})

    assert credential.holder.name in page.content.decode()
    assert page.headers["Permissions-Policy"] == "camera=(self)"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b'{"code": 1, "purpose": "roadside"}',
        b'{"code": "x", "purpose": "mortgage"}',
        b"\xff",
    ],
)
def test_the_scanner_refuses_what_is_no_question(body: bytes) -> None:
    client = client_of(officer(role="officer"))

    assert client.post("/scan/check/", body, content_type="application/json").status_code in (400, 415, 422)


def test_citizens_do_not_scan() -> None:
    client = holder_client(issued())

    assert client.get("/scan/").status_code in (302, 403, 404)


def test_the_wallet_shows_the_newest_card_only() -> None:
    credential = issued()
    DriverLicense.objects.filter(pk=credential.subject_ref).update(classes=["C1", "D"])
    newer = issuing.issue(kind="driver-license", ref=credential.subject_ref, actor=SYSTEM, at=timezone.now())

    page = holder_client(credential).get("/wallet/").content.decode()

    assert str(newer.pk) in page
    assert str(credential.pk) not in page


def test_the_public_keys_are_published() -> None:
    issued()

    answer = Client().get("/.well-known/jwks.json")

    keys = answer.json()["keys"]
    assert {key["portal_use"] for key in keys} == {"code", "record", "receipt", "pdf", "audit"}
    assert all("d" not in key for key in keys)
