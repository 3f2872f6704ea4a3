"""The pages of the line: my vehicles, applying, copies; what is another's does not exist."""

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.models import Membership, Organization
from portal.accounts.tests.factories import UserFactory
from portal.credentials.models import Credential
from portal.rollout.models import Activation
from vehicles.models import Vehicle
from vehicles.tests.factories import EncumbranceFactory, VehicleFactory


def client_for(user):
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


@pytest.fixture
def user(vehicle):
    return UserFactory(person=vehicle.owner)


@pytest.fixture
def page(user):
    return client_for(user)


def url(name, vehicle):
    return reverse(f"vehicles:{name}", args=[vehicle.pk])


def test_the_list_shows_each_vehicle_with_its_state(page, vehicle, user):
    VehicleFactory(owner=user.person, overdue=True)
    VehicleFactory()

    text = page.get("/vehicles/").content.decode()

    assert text.count('class="panel vehicle"') == 2
    assert vehicle.plate_number[2:] in text
    assert "Inspection overdue" in text
    assert "article 11" in text


def test_a_person_without_a_vehicle_learns_what_to_do(db):
    text = client_for(UserFactory(bound=True)).get("/vehicles/").content.decode()

    assert "We found no vehicle of yours" in text


def test_apply_with_one_tick_leads_to_the_card_with_state_and_caution(page, vehicle):
    EncumbranceFactory(vehicle=vehicle)
    assert "Apply now" in page.get(url("vehicle", vehicle)).content.decode()
    refused = page.post(url("apply", vehicle), {})
    assert "Please give your consent first." in refused.content.decode()
    assert not Credential.objects.exists()

    card = page.post(url("apply", vehicle), {"agreed": "on"}, follow=True)

    text = card.content.decode()
    assert card.redirect_chain[-1][0] == f"/wallet/{Credential.objects.get().pk}/"
    assert 'since <span class="whole">2024-03-01</span>' in text
    assert "Carry the paper vehicle license on the road" in text
    assert f"苏Z·{vehicle.plate_number[2:]}" in text
    assert url("copy", vehicle) in text
    assert "certificate.pdf" not in text


def test_there_is_no_document_without_a_watermark(page, vehicle):
    page.post(url("apply", vehicle), {"agreed": "on"})

    assert page.get(f"/wallet/{Credential.objects.get().pk}/certificate.pdf").status_code == 404


def test_the_reason_of_a_refusal_is_said_with_rule_facts_and_ways_on(page, vehicle):
    Vehicle.objects.filter(pk=vehicle.pk).update(status_letters="C")

    text = page.get(url("vehicle", vehicle)).content.decode()

    assert "The vehicle is reported stolen or robbed." in text
    assert "vehicle_stolen" in text
    assert "administrative review" in text
    assert page.get(url("apply", vehicle)).status_code == 302
    page.post(url("apply", vehicle), {"agreed": "on"})
    assert not Credential.objects.exists()


def test_a_city_that_is_not_open_says_so(page, vehicle):
    Activation.objects.all().delete()

    assert "is not open yet" in page.get(url("vehicle", vehicle)).content.decode()


@pytest.mark.parametrize("name", ["vehicle", "apply", "copy"])
def test_another_persons_vehicle_does_not_exist(vehicle, name):
    stranger = client_for(UserFactory(bound=True))

    assert stranger.get(url(name, vehicle)).status_code == 404
    assert stranger.post(url(name, vehicle), {"agreed": "on"}).status_code in (404, 405)


def test_a_reader_of_a_unit_looks_and_a_manager_applies(open_city, signing_keys):
    unit = Organization.objects.create(name="示范租车公司", uscc="91990100MA00000017")
    vehicle = VehicleFactory(of_unit=True)
    people = {}
    for role in ("reader", "manager"):
        login = UserFactory(bound=True)
        Membership.objects.create(organization=unit, user=login, role=role)
        people[role] = client_for(login)

    assert "示范租车公司" in people["reader"].get("/vehicles/").content.decode()
    assert "You may look at this vehicle." in people["reader"].get(url("vehicle", vehicle)).content.decode()
    people["reader"].post(url("apply", vehicle), {"agreed": "on"})
    assert not Credential.objects.exists()
    card = people["manager"].post(url("apply", vehicle), {"agreed": "on"}, follow=True)
    assert card.status_code == 200
    assert people["manager"].get(f"{card.request['PATH_INFO']}code/").json()["code"]
    assert people["reader"].get(card.request["PATH_INFO"]).status_code == 404


def test_a_copy_is_asked_for_with_purpose_recipient_and_term(page, vehicle):
    page.post(url("apply", vehicle), {"agreed": "on"})
    form = page.get(url("copy", vehicle))
    latest = form.context["form"].fields["until"].initial.isoformat()
    wish = {"purpose": "mortgage", "recipient": "示范银行", "until": latest, "format": "png"}

    done = page.post(url("copy", vehicle), wish)
    wrong = page.post(url("copy", vehicle), {**wish, "until": "2020-01-01"})
    empty = page.post(url("copy", vehicle), {})

    assert done["Content-Type"] == "image/png"
    assert "no-store" in done["Cache-Control"]
    assert "attachment" in done["Content-Disposition"]
    assert b"".join(done.streaming_content).startswith(b"\x89PNG")
    assert wrong.status_code == empty.status_code == 422
    assert "The last day can be any from today up to" in wrong.content.decode()


def test_the_wallet_offers_what_can_be_had(page, vehicle):
    assert url("vehicle", vehicle) in page.get("/wallet/").content.decode()
    Vehicle.objects.update(status_letters="C")
    assert url("vehicle", vehicle) not in page.get("/wallet/").content.decode()
