"""Filed drivers of a unit and their licenses, where both lines meet: asked, agreeing, seen, taken back."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from licenses.tests.factories import DriverLicenseFactory
from portal.accounts.models import Organization
from portal.accounts.tests.factories import MembershipFactory, PersonFactory, UserFactory, made_up_id_number
from portal.audit.models import AuditEvent
from portal.core.actors import Actor
from portal.credentials import keys
from portal.credentials.tests.factories import issued
from portal.notices.models import Notice
from vehicles.models import FiledDriver
from vehicles.tests.factories import in_days

pytestmark = pytest.mark.django_db
DRIVERS = "/vehicles/fleet/drivers/"


@pytest.fixture
def signing_keys(db):
    keys.ensure_keys(actor=Actor.system("test"), at=timezone.now())


@pytest.fixture
def unit(signing_keys):
    return Organization.objects.create(name="示范租车公司", uscc="91990199MA00000099")


def client_for(user, unit=None):
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    if unit:
        client.post("/organizations/act-for/", {"organization": unit.pk})
    return client


@pytest.fixture
def manager(unit):
    return client_for(MembershipFactory(organization=unit, role="manager").user, unit)


@pytest.fixture
def driver(signing_keys):
    license = DriverLicenseFactory()
    issued(license)
    return UserFactory(person=license.person)


def filed(manager, person, **changes):
    wish = {"name": person.name, "id_number": person.id_number, **changes}
    return manager.post(f"{DRIVERS}new/", wish, follow=True)


def answer(user, said):
    row = FiledDriver.objects.order_by("pk").last()
    return client_for(user).post(f"/vehicles/fleet/employers/{row.pk}/", {"answer": said}, follow=True)


def the_line(client):
    (line,) = client.get(DRIVERS).context["lines"]
    return line


def test_nothing_is_seen_before_the_driver_agrees_and_nothing_after_it_is_taken_back(manager, driver):
    filed(manager, driver.person)
    assert Notice.objects.filter(person=driver.person, code="driver_filed").count() == 1
    assert the_line(manager).standing is None

    assert "does not see: address" in client_for(driver).get("/vehicles/fleet/employers/").content.decode()
    answer(driver, "agree")
    line = the_line(manager)
    assert (line.standing.tone, line.classes) == ("normal", "C1")
    page = manager.get(DRIVERS).content.decode()
    assert driver.person.id_number not in page
    assert driver.person.address not in page
    looked = AuditEvent.objects.filter(action="register.viewed").last()
    assert looked.facts["filed_drivers"] == [FiledDriver.objects.get().pk]

    answer(driver, "refuse")
    assert manager.get(DRIVERS).context["lines"] == []


def test_the_answer_is_the_same_for_a_number_nobody_has_and_a_name_that_is_wrong(manager, driver):
    said = [
        [str(text) for text in filed(manager, driver.person, **changes).context["messages"]]
        for changes in (
            {},
            {"id_number": made_up_id_number(4999)},
            {"name": "某人", "id_number": PersonFactory().id_number},
        )
    ]

    assert said[0] == said[1] == said[2]
    assert Notice.objects.filter(code="driver_filed").count() == 1


def test_only_the_person_with_that_number_and_name_is_asked(manager, driver):
    filed(manager, driver.person, name="某人")

    assert client_for(driver).get("/vehicles/fleet/employers/").context["rows"] == []
    answer(driver, "agree")
    assert FiledDriver.objects.get().status == "waiting"
    assert answer(UserFactory(bound=True), "agree").status_code == 404


def test_consent_ends_with_its_term_and_can_be_asked_for_again(manager, driver):
    filed(manager, driver.person)
    assert "filed already" in filed(manager, driver.person).content.decode()
    answer(driver, "agree")
    FiledDriver.objects.update(agreed_until=timezone.now() - timedelta(minutes=1))

    line = the_line(manager)
    assert (line.standing, line.lapsed) == (None, True)
    filed(manager, driver.person)
    assert sorted(FiledDriver.objects.values_list("status", flat=True)) == ["ended", "waiting"]


def test_a_license_that_ends_soon_is_on_the_list_of_what_runs_out(manager, driver):
    soon = DriverLicenseFactory(valid_until=in_days(45))
    issued(soon)
    for person in (driver.person, soon.person):
        filed(manager, person)
        answer(UserFactory(person=person) if person == soon.person else driver, "agree")

    (line,) = manager.get("/vehicles/fleet/expiry/").context["drivers"]
    assert line.until == in_days(45)
    assert manager.get("/vehicles/fleet/expiry/?days=30").context["drivers"] == []


def test_a_reader_files_and_ends_nobody_and_another_unit_sees_nobody(unit, manager, driver):
    filed(manager, driver.person)
    row = FiledDriver.objects.get()
    reader = client_for(MembershipFactory(organization=unit, role="reader").user, unit)
    stranger = MembershipFactory(role="legal")
    other = client_for(stranger.user, stranger.organization)

    assert the_line(reader).filed == row
    assert reader.post(f"{DRIVERS}new/").status_code == 403
    assert reader.get(f"{DRIVERS}{row.pk}/end/").status_code == 403
    assert reader.post(f"{DRIVERS}{row.pk}/end/").status_code == 403
    assert other.get(DRIVERS).context["lines"] == []
    assert other.post(f"{DRIVERS}{row.pk}/end/").status_code == 404
    assert "End the filing?" in manager.get(f"{DRIVERS}{row.pk}/end/").content.decode()
    assert FiledDriver.objects.get().status == "waiting"
    manager.post(f"{DRIVERS}{row.pk}/end/")
    assert FiledDriver.objects.get().status == "ended"
