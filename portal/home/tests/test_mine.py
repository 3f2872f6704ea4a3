"""Wallet, progress and my page show what is mine and nothing else."""

import pytest
from django.test import Client
from django.utils import timezone

from licenses.models import DriverLicense
from licenses.tests.factories import DriverLicenseFactory, LicenseApplicationFactory
from portal.accounts.tests.factories import UserFactory
from portal.credentials.tests.factories import issued
from portal.rollout.tests.factories import ActivationFactory
from vehicles.applying import apply
from vehicles.tests.conftest import actor_for
from vehicles.tests.factories import VehicleFactory

pytestmark = pytest.mark.django_db
PAGES = ["/wallet/", "/progress/", "/me/"]


@pytest.fixture
def holder():
    ActivationFactory()
    return UserFactory(bound=True)


def page_of(user, path):
    client = Client(headers={"accept-language": "en"})
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("path", PAGES)
def test_a_stranger_is_asked_to_sign_in(path, client):
    answer = client.get(path)

    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/accounts/login/?next={path}"


@pytest.mark.parametrize("path", PAGES)
def test_nothing_personal_is_kept_by_caches(path, holder, client):
    client.force_login(holder, backend="allauth.account.auth_backends.AuthenticationBackend")

    assert "no-store" in client.get(path).headers["Cache-Control"]


@pytest.mark.parametrize("path", PAGES)
def test_nothing_can_be_posted(path, holder, client):
    client.force_login(holder, backend="allauth.account.auth_backends.AuthenticationBackend")

    assert client.post(path).status_code == 405


def test_a_login_without_a_person_is_led_to_the_proof():
    user = UserFactory()

    assert "/identity/?next=/wallet/" in page_of(user, "/wallet/")
    assert "/identity/" in page_of(user, "/me/")
    assert "You have no applications." in page_of(user, "/progress/")


def test_an_empty_wallet_says_what_can_be_applied_for(holder):
    DriverLicenseFactory(person=holder.person)

    page = page_of(holder, "/wallet/")

    assert "Your wallet is empty" in page
    assert "Apply now" in page


def test_my_applications_are_listed_and_nobody_elses(holder):
    mine = LicenseApplicationFactory(person=holder.person, license__person=holder.person)
    other = LicenseApplicationFactory()

    page = page_of(holder, "/progress/")

    assert mine.reference in page
    assert other.reference not in page


def test_my_page_masks_phone_and_number(holder):
    page = page_of(holder, "/me/")

    assert holder.person.name in page
    assert holder.phone not in page
    assert holder.person.id_number not in page
    assert holder.person.id_number[-4:] in page


@pytest.mark.parametrize(
    ("letters", "says"),
    [("A", "Show this license"), ("B", "Show this license"), ("F", "See what happened")],
)
def test_each_card_says_its_state_and_leads_to_it(letters, says):
    credential = issued()
    DriverLicense.objects.filter(pk=credential.subject_ref).update(status_letters=letters)

    page = page_of(UserFactory(person=credential.holder), "/wallet/")

    assert f'href="/wallet/{credential.pk}/"' in page
    assert says in page


def test_somebody_elses_card_is_not_in_my_wallet(holder):
    credential = issued()

    assert str(credential.pk) not in page_of(holder, "/wallet/")


def test_a_wallet_with_cards_of_two_kinds_needs_at_most_eight_statements(django_assert_max_num_queries):
    user = UserFactory(person=issued().holder)
    ActivationFactory(service="vehicle-license")
    for vehicle in VehicleFactory.create_batch(2, owner=user.person):
        apply(vehicle=vehicle, actor=actor_for(user), at=timezone.now())
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.get("/wallet/")

    with django_assert_max_num_queries(8):
        page = client.get("/wallet/").content.decode()
    assert page.count("<article") == 3


def test_the_holder_reads_what_was_done_with_their_data():
    credential = issued()
    user = UserFactory(citizen=True, person=credential.holder)

    page = page_of(user, "/me/history/")

    assert "Credential issued" in page
    assert "system:test" in page


def test_the_history_of_others_is_not_shown(holder):
    issued()

    assert "Credential issued" not in page_of(holder, "/me/history/")


@pytest.mark.parametrize("before", ["x", "-1", "9" * 40, "1", "%00", "²"])
def test_any_page_of_the_history_has_an_answer(before, holder):
    assert page_of(holder, f"/me/history/?before={before}")


def test_a_login_without_a_person_has_no_history(client):
    client.force_login(
        UserFactory(citizen=True), backend="allauth.account.auth_backends.AuthenticationBackend"
    )

    assert client.get("/me/history/").status_code == 302
