"""The pages of share codes: shown once, listed with who looked, stopped with one tap."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from licenses.models import DriverLicense
from licenses.tests.factories import DriverLicenseFactory
from portal.accounts.tests.factories import UserFactory
from portal.backoffice.tests.staff import client_of, officer
from portal.credentials.models import Credential, Share, Verification
from portal.credentials.tests.factories import issued

pytestmark = pytest.mark.django_db
WISH = {"scope": "full", "term": "24h", "uses": "2", "note": "示范银行 <b>"}


@pytest.fixture(autouse=True)
def _quiet_throttles() -> None:
    cache.clear()


@pytest.fixture
def credential() -> Credential:
    return issued(DriverLicenseFactory(with_photo=True))


@pytest.fixture
def holder(credential: Credential) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(UserFactory(citizen=True, person=credential.holder))
    return client


def address(name: str, *numbers: Any) -> str:
    return reverse(f"credentials:{name}", args=numbers)


def make(holder: Client, credential: Credential, **wish: str) -> str:
    """The code as the page shows it."""
    page = holder.post(address("share-new", credential.pk), {**WISH, **wish}, follow=True)
    found = re.search(r'class="share-code">([0-9A-Z-]{17})<', page.content.decode())
    assert found is not None
    return found[1]


def test_the_code_is_shown_once_and_never_again(holder: Client, credential: Credential) -> None:
    assert address("shares", credential.pk) in holder.get(address("card", credential.pk)).content.decode()

    code = make(holder, credential)

    share = Share.objects.get()
    again = holder.get(address("share", credential.pk, share.pk), follow=True).content.decode()
    assert code not in again
    assert code.replace("-", "") not in again
    assert "used 0 of 2" in again
    assert "示范银行 &lt;b&gt;" in again


def test_the_cookie_that_carries_the_code_is_sealed_and_for_this_page_only(
    holder: Client, credential: Credential
) -> None:
    answer = holder.post(address("share-new", credential.pk), WISH)

    cookie = answer.cookies["share_code"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Strict", 300)
    assert cookie["path"] == answer["Location"]
    shown = holder.get(answer["Location"])
    code = re.search(r'class="share-code">([0-9A-Z-]{17})<', shown.content.decode())
    assert code is not None
    assert code[1].replace("-", "") not in cookie.value
    assert shown.cookies["share_code"]["max-age"] == 0
    assert shown["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "wrong",
    [{"uses": "0"}, {"uses": "21"}, {"uses": "x"}, {"scope": "all"}, {"term": "9y"}, {"note": "x" * 61}],
)
def test_a_wish_beyond_the_limits_is_shown_again(
    holder: Client, credential: Credential, wrong: dict[str, str]
) -> None:
    answer = holder.post(address("share-new", credential.pk), {**WISH, **wrong})

    assert answer.status_code == 422
    assert not Share.objects.exists()


def test_stop_ends_it_at_once_and_asks_for_post(holder: Client, credential: Credential) -> None:
    code = make(holder, credential)
    stop = address("share-stop", credential.pk, Share.objects.get().pk)

    assert holder.get(stop).status_code == 405
    assert "has been stopped" in holder.post(stop, follow=True).content.decode()
    result = Client(headers={"accept-language": "en"}).post("/verify/", {"code": code})
    assert "Not valid" in result.content.decode()


def test_another_holder_finds_nothing(holder: Client, credential: Credential) -> None:
    make(holder, credential)
    share = Share.objects.get()
    other = Client()
    other.force_login(UserFactory(citizen=True, person=issued().holder))
    own = Credential.objects.exclude(pk=credential.pk).get()

    assert other.post(address("share-stop", credential.pk, share.pk)).status_code == 404
    assert other.post(address("share-stop", own.pk, share.pk)).status_code == 404
    assert other.get(address("share", own.pk, share.pk)).status_code == 404
    assert Share.objects.get().stopped_at is None


def test_what_is_not_shown_cannot_be_shared(holder: Client, credential: Credential) -> None:
    DriverLicense.objects.filter(pk=credential.subject_ref).update(status_letters="F")

    assert holder.post(address("share-new", credential.pk), WISH).status_code == 302
    assert not Share.objects.exists()
    assert holder.get(address("shares", credential.pk)).status_code == 200


@pytest.mark.parametrize("typed", [True, False])
def test_the_public_page_says_the_state_and_nobodys_name(
    holder: Client, credential: Credential, typed: bool
) -> None:
    code = make(holder, credential)
    stranger = Client(headers={"accept-language": "en"})

    page = stranger.post("/verify/", {"code": code.lower()}) if typed else stranger.get(f"/v/{code}")

    text = page.content.decode()
    license = DriverLicense.objects.get(pk=credential.subject_ref)
    assert "Valid" in text
    assert license.person.name not in text
    assert license.number not in text
    assert Share.objects.get().uses == 0
    assert "Somebody with the public page" in holder.get(address("shares", credential.pk)).content.decode()


def test_an_officer_gets_the_answer_but_no_photo_of_somebody_far_away(
    holder: Client, credential: Credential
) -> None:
    code = make(holder, credential)
    scanner = client_of(officer())

    sheet = scanner.post(
        "/scan/check/", {"code": code, "purpose": "roadside"}, content_type="application/json"
    ).json()

    assert sheet["tone"] == "normal"
    assert sheet["photo_url"] is None
    row = Verification.objects.get()
    assert scanner.get(f"/scan/photo/{row.id}/").status_code == 404
