"""What each letter and each live fact means for a vehicle on one day."""

from datetime import date, timedelta

import pytest

from portal.accounts.purposes import Purpose
from vehicles.codes import StatusLetter
from vehicles.credential import VehicleLicenseKind, entry_of
from vehicles.eligibility import refusals
from vehicles.faces import FLAGGED, conditions
from vehicles.standing import GRAVEST_FIRST, codes_on, standing
from vehicles.tests.facts import AT, TODAY, facts
from vehicles.wording import LETTERS

REFUSED = {
    "B": "vehicle_transferred_out",
    "C": "vehicle_stolen",
    "E": "vehicle_canceled",
    "F": "vehicle_annulled",
    "L": "vehicle_detained",
    "M": "vehicle_scrap_due",
    "N": "vehicle_hit_and_run",
    "P": "vehicle_plates_void",
}


def test_every_letter_has_words_and_a_place():
    assert set(LETTERS) == set(StatusLetter.values)
    assert set(GRAVEST_FIRST) == set(StatusLetter.values) - {"A"}


@pytest.mark.parametrize("letter", StatusLetter.values)
def test_the_refusing_letters_are_those_of_the_service(letter):
    codes = [bar.code for bar in refusals(facts(status_letters=letter), AT)]

    assert codes == ([REFUSED[letter]] if letter in REFUSED else [])


@pytest.mark.parametrize(
    ("letters", "tone"),
    [("A", "normal"), ("G", "notice"), ("K", "notice"), ("Q", "abnormal"), ("C", "abnormal"), ("E", "void")],
)
def test_the_gravest_letter_decides(letters, tone):
    assert standing(facts(status_letters=letters), TODAY).tone == tone
    assert standing(facts(status_letters=f"G{letters}".replace("A", "")), TODAY).tone == (
        "notice" if tone == "normal" else tone
    )


def test_a_vehicle_in_order_says_so():
    found = standing(facts(), TODAY)

    assert (found.tone, found.codes, found.valid_until) == ("normal", ("A",), None)


@pytest.mark.parametrize(
    ("changes", "letter"),
    [
        ({"inspection_on_record": TODAY - timedelta(days=1)}, "Q"),
        ({"scrap_on": TODAY - timedelta(days=1)}, "M"),
        ({"seized_since": date(2026, 1, 5)}, "K"),
        ({"violations": 2}, "G"),
        ({"accidents": 1}, "I"),
    ],
)
def test_live_facts_set_their_letter_before_the_register_does(changes, letter):
    assert codes_on(facts(**changes), TODAY) == (letter,)


def test_a_letter_whose_entry_has_not_come_yet_is_in_the_state_and_in_the_claims():
    told = facts(status_letters="GIKQ")
    words = [str(line.word) for line in conditions(told, TODAY)]
    claims = VehicleLicenseKind().claims(entry_of(told), Purpose.USED_CAR_TRADE, TODAY)

    assert words[0] == StatusLetter.INSPECTION_OVERDUE.label
    assert words[-3:] == [str(FLAGGED)] * 3
    assert (claims["seizure"], claims["violations"], claims["accidents"]) == (True, 1, 1)


def test_an_accident_with_flight_refuses():
    fled = facts(accidents=1, fled=True)

    assert codes_on(fled, TODAY) == ("N", "I")
    assert [bar.code for bar in refusals(fled, AT)] == ["vehicle_hit_and_run"]


def test_the_last_day_of_an_inspection_counts_and_the_next_one_does_not():
    last = facts(inspection_on_record=TODAY)

    assert codes_on(last, TODAY) == ("A",)
    assert codes_on(last, TODAY + timedelta(days=1)) == ("Q",)


def test_a_newer_inspection_ends_an_overdue_letter():
    done = facts(
        status_letters="Q",
        inspection_on_record=TODAY - timedelta(days=5),
        inspected_until=TODAY + timedelta(days=700),
    )

    assert codes_on(done, TODAY) == ("A",)
    assert done.inspection_valid_until == TODAY + timedelta(days=700)


def test_a_seizure_ends_with_its_term():
    seized = facts(seized_since=date(2024, 1, 5), seized_until=TODAY)

    assert codes_on(seized, TODAY) == ("K",)
    assert codes_on(seized, TODAY + timedelta(days=1)) == ("A",)


@pytest.mark.parametrize(
    "changes",
    [
        {"mortgaged_since": date(2024, 1, 1)},
        {"pledged_since": date(2024, 1, 1)},
        {"violations": 3},
        {"inspection_on_record": TODAY - timedelta(days=90)},
        {"seized_since": date(2026, 1, 5)},
    ],
)
def test_what_only_shows_refuses_nothing(changes):
    burdened = facts(**changes)

    assert refusals(burdened, AT) == []
    assert standing(burdened, TODAY).tone in ("notice", "abnormal")
    assert standing(burdened, TODAY).reason


def test_a_mortgage_is_said_but_is_no_letter():
    found = standing(facts(mortgaged_since=date(2024, 1, 1)), TODAY)

    assert (found.tone, found.codes) == ("notice", ("A",))
    assert str(found.label)


@pytest.mark.parametrize(
    ("changes", "claim"),
    [
        ({"mortgaged_since": date(2024, 1, 1)}, "mortgage"),
        ({"pledged_since": date(2024, 1, 1)}, "pledge"),
        ({"inspection_on_record": TODAY + timedelta(days=20)}, "inspection"),
    ],
)
def test_what_is_a_claim_is_not_said_to_who_does_not_learn_it(changes, claim):
    burdened = facts(**changes)
    words = str(standing(burdened, TODAY).label)

    assert standing(burdened, TODAY, told=()) == standing(facts(), TODAY)
    assert standing(burdened, TODAY, told={"plate"}).tone == "normal"
    assert str(standing(burdened, TODAY, told={claim}).label) == words != ""


def test_a_unit_without_an_account_is_told_so():
    unit = facts(owner_id=None, organization_code="91990100MA00000017")

    assert [bar.code for bar in refusals(unit, AT)] == ["owner_unit_unknown"]


def test_refusals_name_the_facts_they_rely_on():
    (bar,) = refusals(facts(scrap_on=date(2026, 1, 1)), AT)

    assert bar.facts == {"plate": "苏Z·12345", "as_of": "2026-03-10", "scrap_on": "2026-01-01"}
