"""The vehicle license as a kind of credential: one statement, exact claims, a card with its live state."""

import dataclasses
from datetime import date

import pytest
from django.utils import timezone, translation

from portal.accounts.models import Organization
from portal.accounts.purposes import Purpose
from portal.accounts.tests.factories import UserFactory
from portal.core.actors import Actor
from portal.credentials import issuing, ledger, reading, running
from portal.credentials.kinds import kind_by_number, kind_of
from portal.credentials.models import Credential, Run, RunRefusal, Verification
from vehicles.credential import TOLD, VehicleLicenseKind, entry_of
from vehicles.facts import COLUMNS, VehicleFacts, facts_of
from vehicles.tests.factories import (
    AccidentFactory,
    EncumbranceFactory,
    InspectionFactory,
    InsuranceFactory,
    SeizureFactory,
    VehicleFactory,
    ViolationFactory,
    in_days,
)
from vehicles.tests.facts import AT, TODAY, facts

KIND = VehicleLicenseKind()
SYSTEM = Actor.system("test")


def claims(purpose, **changes):
    return KIND.claims(entry_of(facts(**changes)), purpose, TODAY)


def test_the_kind_is_registered_under_slug_and_number():
    assert kind_of("vehicle-license") is kind_by_number(2)
    assert kind_of("vehicle-license").service == "vehicle-license"


def test_there_are_as_many_columns_as_facts():
    assert len(COLUMNS) == len(dataclasses.fields(VehicleFacts))


@pytest.mark.parametrize(
    ("purpose", "told"),
    [
        (Purpose.RECRUITMENT, {}),
        (
            Purpose.CAR_RENTAL,
            {
                "plate": "苏Z12345",
                "plate_type": "02",
                "type": "K33",
                "model": "示范牌 SF7150A",
                "color": "AJ",
                "inspection": "2027-01-04",
                "insurance": None,
            },
        ),
        (
            Purpose.MORTGAGE,
            {
                "plate": "苏Z12345",
                "plate_type": "02",
                "vin": "LZ9000000SZ000001",
                "engine": "E0000001",
                "type": "K33",
                "model": "示范牌 SF7150A",
                "owner": "陈**",
                "registered": "2020-05-18",
                "mortgage": True,
                "pledge": False,
                "seizure": False,
                "status": ["A"],
            },
        ),
    ],
)
def test_a_company_learns_exactly_what_its_purpose_allows(purpose, told):
    changes = {"mortgaged_since": date(2024, 1, 1)} if purpose == Purpose.MORTGAGE else {}

    assert claims(purpose, **changes) == told


@pytest.mark.parametrize("purpose", Purpose)
def test_only_officers_learn_the_owner_and_nobody_the_address(purpose):
    told = str(claims(purpose))

    assert "示范路" not in told
    if purpose not in (Purpose.ROADSIDE, Purpose.COUNTER):
        assert "陈晓雨" not in told


def test_the_name_of_an_owning_unit_is_public():
    unit = {"owner_id": None, "organization_code": "91990100MA0000001G", "owner_name": "示范租车公司"}

    assert claims(Purpose.ROAD_TRANSPORT, **unit)["owner"] == "示范租车公司"


@pytest.mark.parametrize("purpose", TOLD)
def test_what_a_check_tells_fits_into_its_log(purpose):
    assert len(",".join(TOLD[purpose])) <= Verification._meta.get_field("disclosed").max_length


def test_every_claim_has_a_name_for_people():
    assert set(claims(None)) == set(KIND.claim_labels)


@pytest.mark.parametrize(
    "changes",
    [
        {"owner_id": 6},
        {"owner_id": None, "organization_code": "91990100MA0000001G"},
        {"plate_number": "苏Z54321"},
        {"vin": "LZ9000009SZ000002"},
        {"use_character": "F"},
        {"city_code": "320600"},
        {"office": "南通市公安局交通警察支队"},
    ],
)
def test_a_change_of_owner_plate_use_or_office_asks_for_a_new_application(changes):
    assert facts(**changes).fingerprint != facts().fingerprint


@pytest.mark.parametrize(
    "changes", [{"status_letters": "G"}, {"address": "x"}, {"violations": 3}, {"remarks": "x"}]
)
def test_other_changes_do_not(changes):
    assert facts(**changes).fingerprint == facts().fingerprint


def test_the_longest_fingerprint_fits_its_column():
    longest = facts(owner_id=None, organization_code="9" * 30, plate_number="苏" * 15, vin="X" * 25)

    assert len(longest.fingerprint) <= 120


def test_the_card_shows_both_pages_and_the_state_with_its_time():
    with translation.override("en"):
        face = KIND.card(entry_of(facts(mortgaged_since=date(2024, 3, 1), violations=2)), TODAY)
        state = {str(line.label): (str(line.word), line.tone) for line in face.conditions}
        rows = {str(row.label): row.value for row in (*face.rows, *face.back_rows)}
        caution = str(face.caution)

    assert state["Mortgage"] == ("since 2024-03-01", "notice")
    assert state["Violations not settled"] == ("2", "notice")
    assert state["Seizure"] == ("None", "normal")
    assert state["Inspection"] == ("valid until 2027-01-04", "normal")
    assert all(line.as_of for line in face.conditions)
    assert rows["Energy"] == "Electric"
    assert rows["Body color"] == "White / Black"
    assert rows["Vehicle type"] == "Small saloon car"
    assert rows["Length × width × height"] == "4650 × 1820 × 1480 mm"
    assert face.banner_facts.text == "苏Z·12345"
    assert "article 11" in caution


def test_the_number_strangers_see_hides_the_middle_of_the_plate():
    assert entry_of(facts()).number_masked == "苏Z***45"


def test_one_statement_reads_everything_live(vehicle, at, django_assert_num_queries):
    InspectionFactory(vehicle=vehicle, valid_until=in_days(700))
    InspectionFactory(vehicle=vehicle, inspected_on=in_days(-5), passed=False, valid_until=in_days(900))
    InsuranceFactory(vehicle=vehicle, valid_until=in_days(265))
    InsuranceFactory(vehicle=vehicle, valid_until=in_days(900), kind="commercial")
    EncumbranceFactory(vehicle=vehicle)
    EncumbranceFactory(vehicle=vehicle, kind="pledge", released_on=in_days(-1))
    SeizureFactory(vehicle=vehicle)
    ViolationFactory(vehicle=vehicle)
    ViolationFactory(vehicle=vehicle, settled_on=in_days(-1))
    AccidentFactory(vehicle=vehicle)
    ViolationFactory()
    credential = issuing.issue(kind=KIND.slug, ref=str(vehicle.pk), actor=SYSTEM, at=at)

    with django_assert_num_queries(0):  # not through the ORM
        entry = reading.find(KIND, credential.pk).entry
    found = entry.facts

    assert (found.mortgaged_since, found.pledged_since) == (date(2024, 3, 1), None)
    assert (found.violations, found.accidents, found.fled) == (1, 1, False)
    assert found.seized_since == date(2026, 1, 5)
    assert found.insured_until == in_days(265)
    assert found.inspection_valid_until == in_days(700)
    assert found == facts_of([vehicle.pk])[0]
    assert entry == KIND.entry(str(vehicle.pk))


@pytest.mark.django_db
@pytest.mark.parametrize("ref", ["", "0", "-1", "1.5", "x", "٣", "9" * 40, "1 OR 1=1"])
def test_a_reference_that_is_none_has_no_entry(ref):
    assert KIND.entry(ref) is None


def test_bulk_finds_the_vehicles_of_a_city_and_what_lists_name(vehicle):
    other = VehicleFactory(plate_type="01", plate_number=vehicle.plate_number)

    assert list(KIND.candidates(vehicle.city_id)) == [str(vehicle.pk), str(other.pk)]
    assert {entry.ref for entry in KIND.entries([str(vehicle.pk), "999999"])} == {str(vehicle.pk)}
    assert KIND.look_up([f"02{vehicle.plate_number}", other.vin, "x"]) == {
        f"02{vehicle.plate_number}": (str(vehicle.pk), vehicle.city_id),
        other.vin: (str(other.pk), other.city_id),
    }


def test_a_unit_with_an_account_holds_the_license_of_its_vehicle(open_city, signing_keys, at):
    unit = Organization.objects.create(name="示范租车公司", uscc="91990100MA0000001G")
    vehicle = VehicleFactory(of_unit=True)

    credential = issuing.issue(kind=KIND.slug, ref=str(vehicle.pk), actor=SYSTEM, at=at)

    assert (credential.holder_id, credential.organization) == (None, unit)
    assert KIND.refusals(KIND.entry(str(vehicle.pk)), AT) == []


def test_a_bulk_run_issues_to_persons_and_units_alike(open_city, signing_keys, at):
    unit = Organization.objects.create(name="示范租车公司", uscc="91990100MA0000001G")
    own, fleet, stolen = VehicleFactory(), VehicleFactory(of_unit=True), VehicleFactory(stolen=True)
    VehicleFactory(of_unit=True, organization_code="91990100MA0000002K")  # a unit without an account

    run = _run_over(open_city.code)

    held = {row.subject_ref: (row.holder_id, row.organization_id) for row in Credential.objects.all()}
    assert held == {str(own.pk): (own.owner_id, None), str(fleet.pk): (None, unit.pk)}
    refused = dict(RunRefusal.objects.filter(run=run).values_list("ref", "reason"))
    assert refused.pop(str(stolen.pk)) == "vehicle_stolen"
    assert list(refused.values()) == ["owner_unit_unknown"]


def _run_over(city: str) -> Run:
    planner, approver = (Actor("staff", name, user_id=UserFactory(staff=True).pk) for name in ("P1", "P2"))
    run = running.plan(kind=KIND.slug, cities=[city], title="t", actor=planner, at=timezone.now())
    while ledger.step(run_id=run.pk, actor=SYSTEM, at=timezone.now()):
        pass
    run.refresh_from_db()
    running.start(run=run, actor=approver, at=timezone.now())
    while ledger.step(run_id=run.pk, actor=SYSTEM, at=timezone.now()):
        pass
    return run
