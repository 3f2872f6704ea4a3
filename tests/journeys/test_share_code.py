"""The owner of a car makes a share code; a lender checks it once; the owner sees it. Each rule by itself."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from portal.accounts import keys as api_keys
from portal.accounts.tests.factories import OrganizationFactory, UserFactory
from portal.core.actors import Actor
from portal.credentials import keys
from portal.credentials.api.hot import GUESSED
from portal.credentials.models import Credential, Verification
from portal.credentials.telling import tell_checked
from portal.credentials.tests.factories import holder_of
from portal.notices.choosing import choose
from portal.notices.models import Notice
from portal.rollout.tests.factories import ActivationFactory
from vehicles.applying import apply
from vehicles.tests.conftest import actor_for
from vehicles.tests.factories import EncumbranceFactory, VehicleFactory

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("test")


@pytest.fixture(autouse=True)
def _quiet_throttles() -> None:
    cache.clear()


@pytest.fixture
def lender() -> Any:
    at = timezone.now()
    _key, text = api_keys.mint(
        organization=OrganizationFactory(name="示范银行"),
        name="loans",
        purposes=["mortgage"],
        is_test=False,
        expires_at=None,
        actor=SYSTEM,
        at=at,
    )

    def check(code: str, purpose: str = "mortgage", **headers: str) -> Any:
        return Client(headers={"Authorization": f"Bearer {text}", **headers}).post(
            "/api/v1/verifications", {"code": code, "purpose": purpose}, content_type="application/json"
        )

    return check


@pytest.fixture
def owned() -> tuple[Client, Credential]:
    at = timezone.now()
    keys.ensure_keys(actor=SYSTEM, at=at)
    ActivationFactory(service="vehicle-license")
    vehicle = VehicleFactory()
    EncumbranceFactory(vehicle=vehicle)
    user = UserFactory(person=vehicle.owner)
    credential = apply(vehicle=vehicle, actor=actor_for(user), at=at)
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client, credential


def shared(owned: tuple[Client, Credential], **wish: str) -> str:
    client, credential = owned
    wish = {"scope": "full", "term": "24h", "uses": "1", "note": "示范银行", **wish}
    page = client.post(f"/wallet/{credential.pk}/shares/new/", wish, follow=True).content.decode()
    found = re.search(r'class="share-code">([0-9A-Z-]{17})<', page)
    assert found is not None
    return found[1]


def test_an_owner_lets_a_lender_look_and_sees_that_it_did(
    owned: tuple[Client, Credential], lender: Any
) -> None:
    client, credential = owned
    choose(on=["checks:here"], language="en", email="", actor=holder_of(credential), at=timezone.now())
    code = shared(owned)

    answer = lender(code).json()

    assert (answer["result"], answer["presented_by"]) == ("valid", {"role": "holder"})
    assert answer["credential"]["kind"] == "vehicle-license"
    claims = answer["claims"]
    assert (claims["mortgage"], claims["seizure"]) == (True, False)
    assert "*" in claims["owner"]
    assert "address" not in claims
    again = lender(code).json()
    assert (again["result"], again["reason"]) == ("not_valid", "already_used")
    assert again["first_used_at"] == answer["checked_at"]
    assert again["claims"] is None
    page = client.get(f"/wallet/{credential.pk}/shares/").content.decode()
    assert page.count("示范银行") >= 3  # the note, the look, the second try
    assert "used 1 of 1" in page
    assert "示范银行" in client.get("/wallet/activity/").content.decode()
    tell_checked(actor=SYSTEM, at=timezone.now())
    notice = Notice.objects.filter(person_id=credential.holder_id, code="credential_checked")
    assert notice.exists()


def test_a_lender_with_a_state_only_code_learns_the_state_and_not_the_plate(
    owned: tuple[Client, Credential], lender: Any
) -> None:
    claims = lender(shared(owned, scope="status")).json()["claims"]

    assert set(claims) == {"mortgage", "pledge", "seizure", "status"}


def test_a_repeated_request_does_not_use_a_second_check(
    owned: tuple[Client, Credential], lender: Any
) -> None:
    code = shared(owned)

    first, second = (lender(code, **{"Idempotency-Key": "loan-1"}) for _ in range(2))

    assert second.headers["Idempotency-Replayed"] == "true"
    assert first.json() == second.json()
    assert Verification.objects.count() == 1


def test_a_key_without_the_purpose_uses_nothing_up(owned: tuple[Client, Credential], lender: Any) -> None:
    code = shared(owned)

    assert lender(code, purpose="used-car-trade").status_code == 403
    assert lender(code).json()["result"] == "valid"


def test_guesses_are_counted_and_a_right_code_is_not(owned: tuple[Client, Credential], lender: Any) -> None:
    code = shared(owned, uses="20").replace("-", "")
    assert {lender(code).json()["result"] for _ in range(10)} == {"valid"}
    wrong = "000000000000000"  # a spelling that holds, of a code nobody was given

    answers = [lender(wrong if n % 2 else f"https://x.example/V/{wrong}") for n in range(31)]

    assert [answer.status_code for answer in answers] == [200] * 30 + [429]
    assert answers[0].json()["reason"] == "unknown"
    assert answers[-1].json()["detail"] == str(GUESSED)  # not the rate of the key, which has much left
    assert lender(code).status_code == 429  # a guesser learns nothing from a hit either
