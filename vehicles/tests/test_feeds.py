"""The feeds of the line: what they bring, what they refuse, and that the house's guarantees hold for them."""

import csv
from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from portal.accounts.tests.factories import PersonFactory
from portal.core.actors import Actor
from portal.core.uscc import check_sign
from portal.credentials.issuing import issue
from portal.feeds import generating, loading
from portal.feeds.persons import PERSONS
from portal.feeds.receiving import open_load
from portal.feeds.spec import feed
from vehicles.feeds import FEEDS
from vehicles.models import Accident, Encumbrance, Inspection, Insurance, Seizure, Vehicle, Violation
from vehicles.tests.factories import VehicleFactory
from vehicles.vins import check_digit

pytestmark = pytest.mark.django_db
ACTOR = Actor.system("test")
OLD, NEW = "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"
VIN = "LZ9000000SZ000001"
UNIT = "91990100MA0000001" + check_sign("91990100MA0000001")


@pytest.fixture(autouse=True)
def _var(settings, tmp_path):
    settings.PORTAL_VAR = tmp_path / "var"


@pytest.fixture
def owner():
    return PersonFactory()


def row(owner=None, as_of=OLD, **other):
    cells = {
        "hpzl": "02", "hphm": "苏Z·12345", "clsbdh": VIN[:8] + check_digit(VIN) + VIN[9:], "cllx": "K33",
        "clpp1": "示范牌", "clxh": "SF7150A", "syxz": "A", "csys": "AJ", "rlzl": "C", "sfzmmc": "A",
        "sfzmhm": owner.id_number if owner else UNIT, "syr": "车主", "ccdjrq": "2020-05-18",
        "fzrq": "20200518", "jyyxqz": "2027-05-31", "dabh": "320500000001", "zt": "A",
        "glbm": "320500000400", "fzjg": "苏E", "gxsj": as_of,
    }  # fmt: skip
    if owner is None:
        cells["sfzmmc"] = "N"
    return {**cells, **other}


def load(tmp_path, rows, name="vehicles", file="file.csv"):
    path = tmp_path / file
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    return run(path, name)


def run(path, name):
    done = open_load(name=name, path=path, actor=ACTOR)
    loading.work_off(load_id=done.pk, actor=ACTOR, at=timezone.now())
    done.refresh_from_db()
    return done


def counts(done):
    return done.read, done.inserted, done.updated, done.unchanged, done.rejected


def rejected(done):
    with open(done.reject_path, encoding="utf-8-sig", newline="") as stream:
        return [(line["line"], line["field"], line["reason"]) for line in csv.DictReader(stream)]


def test_a_vehicle_is_brought_in_with_its_owner_and_its_city(tmp_path, owner):
    done = load(tmp_path, [row(owner, hdzk="5", gl="98.5")])

    found = Vehicle.objects.get()
    assert counts(done) == (1, 1, 0, 0, 0)
    assert (found.plate_type, found.plate_number, found.owner, found.organization_code) == (
        "02",
        "苏Z12345",
        owner,
        "",
    )
    assert (found.city_id, found.seats, str(found.power), found.fuels) == ("320500", 5, "98.5", "C")
    assert found.as_of == datetime(2026, 1, 1, tzinfo=UTC)


def test_a_units_vehicle_needs_no_account_of_the_unit(tmp_path):
    load(tmp_path, [row(None)])

    found = Vehicle.objects.get()
    assert (found.owner, found.organization_code, found.owner_name) == (None, UNIT, "车主")


def test_loading_the_same_file_twice_changes_nothing(tmp_path, owner):
    load(tmp_path, [row(owner), row(None, hphm="苏Z54321")])
    before = list(Vehicle.objects.order_by("id").values())

    assert counts(load(tmp_path, [row(owner), row(None, hphm="苏Z54321")])) == (2, 0, 0, 2, 0)
    assert list(Vehicle.objects.order_by("id").values()) == before


def test_a_newer_row_moves_the_vehicle_to_its_new_owner_and_an_older_one_does_not(tmp_path, owner):
    load(tmp_path, [row(owner)])
    vehicle = Vehicle.objects.get()

    to_unit = load(tmp_path, [row(None, as_of=NEW)])
    stale = load(tmp_path, [row(owner, as_of=OLD, syr="旧")])

    vehicle.refresh_from_db()
    assert counts(to_unit) == (1, 0, 1, 0, 0)
    assert counts(stale) == (1, 0, 0, 1, 0)
    assert (vehicle.owner, vehicle.organization_code) == (None, UNIT)
    assert counts(load(tmp_path, [row(owner, as_of="2026-03-01T00:00:00Z")])) == (1, 0, 1, 0, 0)
    vehicle.refresh_from_db()
    assert (vehicle.owner, vehicle.organization_code) == (owner, "")


def test_the_same_number_on_two_plate_types_is_two_vehicles(tmp_path, owner):
    load(tmp_path, [row(owner), row(owner, hpzl="01")])

    assert Vehicle.objects.count() == 2


@pytest.mark.parametrize(
    ("cells", "field", "reason"),
    [
        ({"hpzl": "41"}, "plate_type", "plate_type_unknown"),
        ({"hphm": "苏ZD12345"}, "plate_number", "plate_wrong_type"),
        ({"hphm": "x"}, "plate_number", "plate_malformed"),
        ({"clsbdh": "LZ9000001SZ000001"}, "vin", "vin_check_digit"),
        ({"clsbdh": "LZ9"}, "vin", "vin_malformed"),
        ({"cllx": "K99"}, "vehicle_type", "unknown_code"),
        ({"syxz": "Z"}, "use_character", "unknown_code"),
        ({"csys": "AA"}, "colors", "letter_twice"),
        ({"csys": "K"}, "colors", "unknown_color"),
        ({"rlzl": "ABCD"}, "fuels", "unknown_fuel"),
        ({"sfzmhm": "990001199005180020"}, "owner_id_number", "id_number_check_digit"),
        ({"sfzmmc": "N", "sfzmhm": "9199"}, "owner_id_number", "uscc_malformed"),
        ({"sfzmmc": "H"}, "owner_id_type", "unknown_code"),
        ({"ccdjrq": "2999-01-01"}, "registered_on", "date_impossible"),
        ({"zt": "AG"}, "status_letters", "normal_and_more"),
        ({"zt": "X"}, "status_letters", "unknown_status"),
        ({"dabh": "1"}, "file_number", "file_number_malformed"),
        ({"glbm": "999999"}, "city", "unknown_city"),
    ],
)
def test_a_row_that_breaks_a_rule_is_written_down_and_stops_nothing_else(
    tmp_path, owner, cells, field, reason
):
    done = load(tmp_path, [row(owner, **cells), row(owner, hphm="苏Z77777")])

    assert counts(done)[1::3] == (1, 1)
    assert rejected(done) == [("2", field, reason)]


def test_an_owner_nobody_knows_is_refused(tmp_path):
    somebody = PersonFactory.build()

    assert rejected(load(tmp_path, [row(somebody)])) == [("2", "owner_id_number", "unknown_person")]


PLATE = {"hpzl": "02", "hphm": "苏Z12345"}
OTHERS = {
    "inspections": (Inspection, {"jyrq": "2026-05-01", "jyjg": "1", "jyyxqz": "2028-05-31"}),
    "insurances": (
        Insurance,
        {
            "bxdh": "PDZA1",
            "bxzl": "1",
            "bxgs": "x",
            "bxqsrq": "2026-01-01",
            "bxzzrq": "2026-12-31",
            "tbrq": "",
        },
    ),
    "mortgages": (
        Encumbrance,
        {"dydjh": "DY-01", "dylx": "2", "dyqr": "x", "dydjrq": "20260101", "jcdyrq": ""},
    ),
    "seizures": (Seizure, {"cfwsh": "（2026）1号", "cfjg": "x", "cfrq": "2026-01-01", "jfrq": ""}),
    "violations": (Violation, {"xh": "0001", "wfsj": OLD, "wfxw": "1345", "clrq": ""}),
    "accidents": (Accident, {"sgbh": "0001", "sgfssj": OLD, "jtsgtybz": "1", "clrq": ""}),
}


@pytest.mark.parametrize("name", OTHERS)
def test_each_feed_finds_its_vehicle_is_idempotent_and_lets_the_newer_win(tmp_path, name):
    vehicle = VehicleFactory(plate_number="苏Z12345")
    model, cells = OTHERS[name]
    first = load(tmp_path, [{**PLATE, **cells, "gxsj": OLD}], name)
    again = load(tmp_path, [{**PLATE, **cells, "gxsj": OLD}], name)
    newer = load(tmp_path, [{**PLATE, **cells, "gxsj": NEW}], name)
    lost = load(tmp_path, [{**PLATE, **cells, "hphm": "苏Z99999", "gxsj": NEW}], name)

    assert counts(first) == (1, 1, 0, 0, 0)
    assert counts(again) == counts(newer) == (1, 0, 0, 1, 0)
    assert rejected(lost) == [("2", "plate_number", "unknown_vehicle")]
    found = model.objects.get()
    assert (found.vehicle, found.as_of) == (vehicle, datetime(2026, 2, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("name", "cells", "field", "reason"),
    [
        ("inspections", {"jyyxqz": "2020-01-01"}, "valid_until", "ends_before_it_begins"),
        ("inspections", {"jyrq": "2100-01-01"}, "inspected_on", "date_in_future"),
        ("inspections", {"jyjg": "3"}, "passed", "unknown_code"),
        ("mortgages", {"jcdyrq": "2020-01-01"}, "released_on", "ends_before_it_begins"),
        ("mortgages", {"dylx": "9"}, "kind", "unknown_code"),
        ("violations", {"wfsj": "2026-01-01"}, "happened_at", "instant_malformed"),
        ("accidents", {"jtsgtybz": "x"}, "hit_and_run", "unknown_code"),
    ],
)
def test_a_wrong_row_of_the_other_feeds_is_refused(tmp_path, name, cells, field, reason):
    VehicleFactory(plate_number="苏Z12345")
    wrong = {**PLATE, **OTHERS[name][1], **cells, "gxsj": OLD}

    assert rejected(load(tmp_path, [wrong], name)) == [("2", field, reason)]


def test_a_released_mortgage_is_gone_from_the_card_at_the_next_look(tmp_path, vehicle, at):
    made = issue(kind="vehicle-license", ref=str(vehicle.pk), actor=ACTOR, at=at)
    cells = {"hpzl": "02", "hphm": vehicle.plate_number, **OTHERS["mortgages"][1], "dylx": "1"}
    load(tmp_path, [{**cells, "gxsj": OLD}], "mortgages")
    load(tmp_path, [{**cells, "jcdyrq": "2026-03-01", "gxsj": NEW}], "mortgages")

    assert Encumbrance.objects.get().released_on == date(2026, 3, 1)
    assert made.status == "active"


def test_generated_files_fit_together(tmp_path):
    """`make_feed` for persons and for every feed of the line: not one row is refused."""
    for spec in (PERSONS, *FEEDS):
        path = tmp_path / f"{spec.name}.csv"
        generating.write(spec, 400, path)
        done = run(path, spec.name)
        assert counts(done)[:2] == (400, 400), (spec.name, rejected(done) if done.rejected else "")
        assert feed(spec.name) is spec
