"""The fleet of an organization: pages, filters, file, many applications, what runs out, and the roles."""

import csv
import io

import pytest
from django.test import Client
from django.utils import timezone

from portal.accounts.models import Organization
from portal.accounts.tests.factories import MembershipFactory
from portal.audit.models import AuditEvent
from portal.credentials.models import Credential
from vehicles import fleet
from vehicles.fleet import Filters
from vehicles.models import Vehicle
from vehicles.tests.factories import InspectionFactory, InsuranceFactory, VehicleFactory, in_days

pytestmark = pytest.mark.django_db
APPLY = "/vehicles/fleet/apply/"


@pytest.fixture
def unit(open_city, signing_keys):
    return Organization.objects.create(name="示范租车公司", uscc="91990100MA0000001G")


def client_for(unit, role):
    client = Client(headers={"accept-language": "en"})
    client.force_login(MembershipFactory(organization=unit, role=role).user)
    client.post("/organizations/act-for/", {"organization": unit.pk})
    return client


@pytest.fixture
def manager(unit):
    return client_for(unit, "manager")


def cars(count, **facts):
    made = [VehicleFactory(of_unit=True, **facts) for _ in range(count)]
    for car in made:
        InsuranceFactory(vehicle=car)
    return made


def plates(lines):
    return [line.plate.number for line in lines]


def test_pages_follow_each_other_without_gap_or_double(unit, monkeypatch):
    monkeypatch.setattr(fleet, "PAGE", 3)
    monkeypatch.setattr(fleet, "CHUNK", 2)
    made = cars(7)
    VehicleFactory(of_unit=True, organization_code="91990100MA0000002K")
    seen, after, pages = [], "", 0
    while after or not pages:
        page = fleet.page_of(unit, Filters(), timezone.now(), after)
        seen += plates(page.lines)
        after, pages = page.after, pages + 1

    assert seen == sorted(car.plate_number for car in made)
    assert pages == 3


def test_a_search_that_matches_little_stops_and_goes_on(unit, monkeypatch):
    monkeypatch.setattr(fleet, "LOOKED_AT_MOST", 2)
    cars(2)
    last = VehicleFactory(of_unit=True, plate_number="苏Z99999", status_letters="L")
    first = fleet.page_of(unit, Filters(state="abnormal"), timezone.now())

    assert (first.lines, first.cut) == ([], True)
    second = fleet.page_of(unit, Filters(state="abnormal"), timezone.now(), first.after)
    assert plates(second.lines) == [last.plate_number]


def test_filters_find_by_plate_state_license_and_days(unit, manager):
    calm, soon, bare, lost = cars(4)
    Vehicle.objects.filter(pk=soon.pk).update(inspection_valid_until=in_days(20))
    Vehicle.objects.filter(pk=lost.pk).update(status_letters="C")
    bare.insurances.all().delete()
    manager.post(APPLY, {"vehicle": [calm.pk], "confirmed": "yes", "agreed": "on"})

    def found(**asked):
        return {line.facts.id for line in manager.get("/vehicles/fleet/", asked).context["page"].lines}

    assert found() == {calm.pk, soon.pk, bare.pk, lost.pk}
    assert found(plate=f"{calm.plate_number[:2]} · {calm.plate_number[2:].lower()}") == {calm.pk}
    assert found(state="abnormal") == {lost.pk}
    assert found(license="held") == {calm.pk}
    assert found(license="none", state="normal") == {bare.pk}
    assert found(days="30") == {soon.pk, bare.pk}
    assert found(plate="%") == set()
    assert "Error:" in manager.get("/vehicles/fleet/", {"state": "x"}).content.decode()


def test_a_newer_inspection_takes_a_vehicle_off_the_list_of_what_runs_out(unit):
    (car,) = cars(1, inspection_valid_until=in_days(5))
    assert fleet.running_out(unit, 30, timezone.now())[1] == 1

    InspectionFactory(vehicle=car, valid_until=in_days(700))

    assert fleet.running_out(unit, 30, timezone.now()) == ([], 0)


def test_a_vehicle_that_the_register_calls_overdue_is_on_the_list_whatever_the_date(unit, manager):
    later, flagged = cars(2)
    later.insurances.update(valid_until=in_days(20))
    Vehicle.objects.filter(pk=flagged.pk).update(status_letters="GQ")

    page = manager.get("/vehicles/fleet/expiry/?days=30")

    assert [line.facts.id for line in page.context["lines"]] == [flagged.pk, later.pk]
    assert "Inspection overdue" in page.content.decode()
    InspectionFactory(vehicle=flagged, valid_until=in_days(700))
    assert [line.facts.id for line in fleet.running_out(unit, 30, timezone.now())[0]] == [later.pk]


def test_what_runs_out_comes_with_the_most_urgent_first(unit, manager):
    late, later = cars(2)
    Vehicle.objects.filter(pk=later.pk).update(inspection_valid_until=in_days(40))
    late.insurances.update(valid_until=in_days(-1))
    page = manager.get("/vehicles/fleet/expiry/")

    assert [line.facts.id for line in page.context["lines"]] == [late.pk, later.pk]
    assert [line.facts.id for line in manager.get("/vehicles/fleet/expiry/?days=30").context["lines"]] == [
        late.pk
    ]


def test_the_file_has_the_filtered_rows_no_formula_and_a_line_in_the_trail(unit, manager):
    car, _other = cars(2)
    Vehicle.objects.filter(pk=car.pk).update(brand="=1+1", model="")

    answer = manager.post(f"/vehicles/fleet/file/?plate={car.plate_number[1:]}")

    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [(row["plate_number"], row["model"]) for row in rows] == [(car.plate_number, "'=1+1")]
    event = AuditEvent.objects.get(action="export.made")
    assert event.facts["rows"] == 1
    assert event.acting_for == f"organization:{unit.pk}"


def test_many_are_applied_for_after_a_page_that_says_what_would_happen(unit, manager):
    good, better, stolen = cars(3)
    Vehicle.objects.filter(pk=stolen.pk).update(status_letters="C")
    foreign = VehicleFactory()
    chosen = [good.pk, better.pk, stolen.pk, foreign.pk]

    asked = manager.post(APPLY, {"vehicle": chosen})
    assert len(asked.context["seen"].ready) == 2
    assert "reported stolen or robbed" in asked.content.decode()
    assert manager.post(APPLY, {"vehicle": chosen, "confirmed": "yes"}).status_code == 422
    assert not Credential.objects.exists()
    done = manager.post(APPLY, {"vehicle": chosen, "confirmed": "yes", "agreed": "on"}, follow=True)

    assert {int(ref) for ref in Credential.objects.values_list("subject_ref", flat=True)} == {
        good.pk,
        better.pk,
    }
    text = done.content.decode()
    assert "2 electronic licenses have been made." in text
    assert "Refused 1 times" in text
    again = manager.post(APPLY, {"vehicle": chosen, "confirmed": "yes", "agreed": "on"}, follow=True)
    assert "0 electronic licenses" in again.content.decode()


def test_all_that_have_none_are_taken_as_filtered(unit, manager):
    first, _second = cars(2)

    asked = manager.post(APPLY, {"all": "yes", "filters": f"plate={first.plate_number[1:]}"})

    assert [line.facts.id for line in asked.context["seen"].ready] == [first.pk]


def test_a_reader_sees_and_does_nothing_and_who_left_sees_nothing(unit, manager):
    (car,) = cars(1)
    reader = client_for(unit, "reader")

    seen = reader.get("/vehicles/fleet/").content.decode()
    assert car.plate_number[2:] in seen
    assert 'name="vehicle"' not in seen
    refused = reader.post(APPLY, {"vehicle": [car.pk], "confirmed": "yes", "agreed": "on"})
    assert refused.status_code == 403
    assert not Credential.objects.exists()

    unit.memberships.all().delete()
    assert reader.get("/vehicles/fleet/")["Location"] == "/organizations/"
    assert manager.post("/vehicles/fleet/file/")["Location"] == "/organizations/"


def test_a_page_takes_the_same_statements_however_long_it_is(unit, django_assert_max_num_queries):
    for _car in range(12):
        VehicleFactory(of_unit=True)
    now = timezone.now()
    with django_assert_max_num_queries(3):
        assert len(fleet.page_of(unit, Filters(days=60), now).lines) == 12
