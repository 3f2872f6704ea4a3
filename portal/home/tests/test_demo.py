"""The demonstration's world: everything of the contract is there, every state occurs, twice is once."""

import json
from collections import Counter
from datetime import date

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.utils import timezone

from licenses.codes import StatusLetter
from licenses.models import DriverLicense, LicenseApplication, Seizure
from portal.accounts import keys
from portal.accounts.models import Person, User
from portal.audit.models import AuditEvent
from portal.core import id_numbers
from portal.credentials.businesses import Business
from portal.credentials.models import CounterVisit, Credential, Verification
from portal.rollout.gates import is_open
from portal.rollout.models import Activation, Batch
from portal.rollout.services import Service

pytestmark = pytest.mark.django_db

CITIZENS = {
    "driver_normal",
    "driver_no_license_yet",
    "driver_abnormal",
    "driver_revoked",
    "driver_closed_city",
    "rare_name",
    "owner_normal",
    "friend",
    "truck_driver",
    "accident_party",
    "stranger",
}
VEHICLES = {
    "car_normal",
    "car_mortgaged",
    "car_overdue",
    "car_stolen",
    "truck_light_new_energy",
    "truck_heavy",
}
STAFF = {
    "reviewer",
    "rollout_lead",
    "second_approver",
    "officer",
    "other_city_reviewer",
    "auditor",
    "superuser",
}
COUNTED = (Person, User, DriverLicense, LicenseApplication, Credential, Verification, Activation, AuditEvent)


@pytest.fixture
def world(settings, tmp_path):
    settings.PORTAL_VAR = tmp_path
    call_command("load_demo")
    return json.loads((tmp_path / "demo-world.json").read_text("utf-8"))


def counts():
    return {model.__name__: model.objects.count() for model in COUNTED}


def test_the_world_keeps_the_contract_and_a_second_load_changes_nothing(world, settings):
    first = counts()
    at = timezone.now()

    call_command("load_demo")

    assert counts() == first
    assert {one["key"] for one in world["citizens"]} == CITIZENS
    assert {one["key"] for one in world["vehicles"]} == VEHICLES
    assert {one["owner"] for one in world["vehicles"]} <= CITIZENS
    assert {one["key"] for one in world["staff"]} == STAFF
    _check_people(world)
    _check_staff(world)
    _check_companies(world, at)
    _check_cities(world, at)
    _check_states()


def _check_people(world):
    assert 200 <= Person.objects.count() <= 260
    today = date.today()
    for person in Person.objects.all():
        assert id_numbers.parse(person.id_number, on=today).division_code.startswith("9901")
        assert (person.gender == "1") == (id_numbers.parse(person.id_number, on=today).gender == "M")
    by_key = {one["key"]: one for one in world["citizens"]}
    assert by_key["rare_name"]["name"] == "陈䶮"
    people = {key: Person.objects.get(id_number=one["id_number"]) for key, one in by_key.items()}
    assert not User.objects.filter(phone__endswith=by_key["driver_no_license_yet"]["phone"]).exists()
    assert not Credential.objects.filter(holder=people["driver_no_license_yet"]).exists()
    assert not DriverLicense.objects.filter(person=people["stranger"]).exists()
    assert people["driver_abnormal"].driver_license.points == 12
    assert Credential.objects.live().filter(holder=people["driver_abnormal"]).count() == 1
    assert people["driver_revoked"].driver_license.status_letters == "F"
    assert Credential.objects.filter(holder=people["driver_revoked"]).count() == 1
    assert Verification.objects.filter(person_id=people["driver_normal"].pk).count() >= 5
    for name in ("陈垚翀", "王䶮", "马骉", "阿依古丽·买买提"):
        assert Person.objects.filter(name=name).exists()


def _check_staff(world):
    for one in world["staff"]:
        user = User.objects.get(username=one["username"])
        stored = Authenticator.objects.get(user=user, type="totp").data["secret"]
        assert user.is_staff
        assert user.check_password(one["password"])
        assert one["totp_secret"] not in stored
        assert get_adapter().decrypt(stored) == one["totp_secret"]
    reviewer = User.objects.get(username="reviewer").officer
    other = User.objects.get(username="other_city_reviewer").officer
    assert not set(reviewer.cities.all()) & set(other.cities.all())
    assert world["cities"]["open"] in {city.name for city in reviewer.cities.all()}


def _check_companies(world, at):
    purposes = {one["key"]: set(one["purposes"]) for one in world["organizations"]}
    assert purposes == {
        "rental": {"car-rental"},
        "insurer": {"insurance-purchase", "insurance-claim"},
        "recruiter": {"recruitment", "road-transport"},
        "lender": {"mortgage"},
        "dealer": {"used-car-trade"},
        "no_scope": set(),
    }
    for one in world["organizations"]:
        live = keys.authenticate(one["api_key"], at=at, address="127.0.0.1")
        test = keys.authenticate(one["api_key_test"], at=at, address="127.0.0.1")
        assert (live.is_test, test.is_test) == (False, True)
        assert set(live.purposes) == set(one["purposes"])


def _check_cities(world, at):
    codes = world["city_codes"]
    assert is_open(Service.DRIVER_LICENSE, codes["open"], at)
    assert not is_open(Service.DRIVER_LICENSE, codes["next_batch"], at)
    assert Activation.objects.get(service="driver-license", city=codes["next_batch"]).opens_at > at
    assert not Activation.objects.filter(city=codes["closed"]).exists()
    assert {"done", "approved"} <= set(Batch.objects.values_list("status", flat=True))


def _check_states():
    statuses = Counter(LicenseApplication.objects.values_list("status", flat=True))
    assert set(statuses) == set(LicenseApplication.Status.values)
    assert LicenseApplication.objects.filter(status="in_review", due_at__lt=timezone.now()).exists()
    letters = set("".join(DriverLicense.objects.values_list("status_letters", flat=True)))
    assert letters == set(StatusLetter.values)
    seizures = Seizure.objects.values_list("status", "license__seizure_letter")
    assert set(seizures) == {("open", "U"), ("end_asked", "K"), ("ended", "")}
    assert set(CounterVisit.objects.values_list("business", flat=True)) == set(Business.values)
    assert {"active", "superseded"} <= set(Credential.objects.values_list("status", flat=True))
    results = set(Verification.objects.values_list("result", "reason"))
    expected = {("valid", ""), ("abnormal", ""), ("not_valid", "expired"), ("not_valid", "already_used")}
    assert expected <= results


def test_it_is_refused_where_this_is_no_demonstration(settings):
    settings.DEMO = False

    with pytest.raises(CommandError):
        call_command("load_demo")


def test_a_load_killed_before_the_list_got_its_name_is_finished(settings, tmp_path, monkeypatch):
    settings.PORTAL_VAR = tmp_path
    (tmp_path / "demo-world.json.new").write_text("{}")
    monkeypatch.setattr("portal.home.demo.world.is_loaded", lambda: True)

    call_command("load_demo")

    assert (tmp_path / "demo-world.json").read_text() == "{}"
