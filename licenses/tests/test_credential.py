"""The driver's license as a kind of credential: one statement, exact claims, a card without secrets."""

import dataclasses

import pytest
from django.utils import translation

from licenses.credential import DriverLicenseKind, entry_of, live_copy
from licenses.facts import COLUMNS, FIELDS, LicenseFacts, facts_of
from licenses.models import DriverLicense
from licenses.tests.factories import DriverLicenseFactory
from licenses.tests.facts import AT, TODAY, facts
from portal.accounts.purposes import Purpose
from portal.core.actors import Actor
from portal.credentials import issuing, reading
from portal.credentials.kinds import kind_by_number, kind_of

KIND = DriverLicenseKind()


def claims(purpose, **changes):
    return KIND.claims(entry_of(facts(**changes)), purpose, TODAY)


def test_the_kind_is_registered_under_slug_and_number():
    assert kind_of("driver-license") is kind_by_number(1)
    assert kind_of("driver-license").service == "driver-license"


def test_columns_and_fields_are_the_facts_in_their_order():
    names = [field.name for field in dataclasses.fields(LicenseFacts)]

    assert [column.split(".")[1].replace("city_id", "city_code") for column in COLUMNS] == names
    assert [field.removeprefix("person__").replace("city_id", "city_code") for field in FIELDS] == names


@pytest.mark.parametrize(
    ("purpose", "told"),
    [
        (Purpose.CAR_RENTAL, {"name": "陈**", "classes": ["C1"]}),
        (
            Purpose.INSURANCE_PURCHASE,
            {"name": "陈**", "classes": ["C1"], "first_issued_on": "2015-05-18"},
        ),
        (Purpose.INSURANCE_CLAIM, {"name": "陈**", "classes": ["C1"], "first_issued_on": "2015-05-18"}),
        (
            Purpose.RECRUITMENT,
            {"name": "陈**", "classes": ["C1"], "first_issued_on": "2015-05-18", "probation_until": None},
        ),
        (Purpose.ROAD_TRANSPORT, {"name": "陈**", "classes": ["C1"], "points": 3}),
        (Purpose.MORTGAGE, {}),
        (Purpose.USED_CAR_TRADE, {}),
    ],
)
def test_an_enterprise_learns_exactly_what_its_purpose_allows(purpose, told):
    assert claims(purpose, points=3) == told


def test_an_officer_learns_the_whole_name_and_points_only_on_the_road():
    road, counter = claims(Purpose.ROADSIDE, points=3), claims(Purpose.COUNTER, points=3)

    assert road["name"] == "陈晓雨"
    assert road["points"] == 3
    assert {name: value for name, value in road.items() if name != "points"} == counter
    assert "address" not in road


@pytest.mark.parametrize("purpose", Purpose)
def test_no_purpose_but_the_officers_gives_away_whom_the_license_is_of(purpose):
    told = str(claims(purpose))

    if purpose not in (Purpose.ROADSIDE, Purpose.COUNTER):
        assert "陈晓雨" not in told
        assert facts().number not in told
    assert "示范路" not in told


def test_every_claim_has_a_name_for_people():
    assert set(claims(None)) == set(KIND.claim_labels)


def test_the_holders_record_is_whole():
    record = claims(None)

    assert record["address"] == "示范市示范路1号"
    assert record["birth_date"] == "1990-05-18"


@pytest.mark.parametrize(
    "changes",
    [
        {"classes": ["C1", "E"]},
        {"valid_until": None},
        {"valid_from": TODAY},
        {"city_code": "320600"},
        {"office": "南通市公安局交通警察支队"},
    ],
)
def test_a_change_of_class_validity_or_office_asks_for_a_new_application(changes):
    assert facts(**changes).fingerprint != facts().fingerprint


@pytest.mark.parametrize(
    "changes", [{"points": 9}, {"status_letters": "B"}, {"address": "x"}, {"record": "x"}, {"photo_id": 4}]
)
def test_other_changes_do_not(changes):
    assert facts(**changes).fingerprint == facts().fingerprint


def test_the_longest_fingerprint_fits_its_column():
    every_class = facts(
        classes=["A1", "A2", "A3", "B1", "B2", "C1", "C2", "C3", "C4", "C5", "C6", *list("DEFMNP")]
    )

    assert len(every_class.fingerprint) <= 120


def test_the_order_of_classes_means_nothing():
    assert facts(classes=["E", "C1"]).fingerprint == facts(classes=["C1", "E"]).fingerprint


def test_the_card_masks_the_number_and_marks_register_text():
    with translation.override("en"):
        face = KIND.card(entry_of(facts()), TODAY)
        front = {str(row.label): row for row in face.rows}

        assert front["License number"].value == "9900**********0028"
        assert (front["Name"].value, front["Name"].lang) == ("陈晓雨", "zh-Hans")
        assert front["Class"].value == "C1"
        assert front["Points"].value == "0/12"
        assert front["Valid period"].value == f"2021-05-18 – {facts().valid_until}"
        assert len(face.paper_needed) == 4
        assert face.issuer == "苏州市公安局交通警察支队"
    with translation.override("zh-hans"):
        assert KIND.card(entry_of(facts()), TODAY).rows[0].lang == ""


def test_empty_register_fields_make_no_row():
    with translation.override("en"):
        labels = [str(row.label) for row in KIND.card(entry_of(facts()), TODAY).back_rows]
        full = KIND.card(entry_of(facts(record="实习期", restrictions="须戴眼镜")), TODAY)

        assert "Record" not in labels
        assert {"Record", "Restrictions"} <= {str(row.label) for row in full.back_rows}


def test_refusals_are_those_of_the_law():
    assert [no.code for no in KIND.refusals(entry_of(facts(points=12)), AT)] == ["license_points_full"]


@pytest.mark.django_db
def test_an_entry_is_read_in_one_statement(django_assert_num_queries):
    license = DriverLicenseFactory(long_term=True, classes=["B2", "E"])

    with django_assert_num_queries(1):
        entry = KIND.entry(str(license.pk))

    assert entry is not None
    assert entry.facts == facts_of(DriverLicense.objects.get(pk=license.pk))


@pytest.mark.django_db
@pytest.mark.parametrize("ref", ["", "0", "-1", "1.5", "x", "٣", "9" * 40, "1 OR 1=1"])
def test_a_reference_that_is_none_has_no_entry(ref):
    assert KIND.entry(ref) is None


def test_the_check_reads_credential_and_entry_together(license, at):
    credential = issuing.issue(kind="driver-license", ref=str(license.pk), actor=_system(), at=at)

    found = reading.find(KIND, credential.pk)

    assert found.entry == KIND.entry(str(license.pk))
    assert found.fingerprint == found.entry.fingerprint
    assert live_copy(facts_of(license)) == credential


def test_the_check_says_when_the_entry_is_gone(license, at):
    credential = issuing.issue(kind="driver-license", ref=str(license.pk), actor=_system(), at=at)
    license.delete()

    found = reading.find(KIND, credential.pk)

    assert (found.status, found.entry) == ("active", None)


def _system() -> Actor:
    return Actor.system("test")
