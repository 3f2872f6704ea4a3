import json
import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone, translation

from licenses.models import DriverLicense
from licenses.tests.factories import DriverLicenseFactory
from portal.accounts.purposes import Purpose
from portal.accounts.tests.factories import UserFactory
from portal.backoffice.tests.staff import client_of, officer
from portal.core.errors import RuleViolation
from portal.credentials import officer_scans, officer_sheets, officer_steps, tasks
from portal.credentials.answers import REASONS
from portal.credentials.kinds import kind_of
from portal.credentials.models import Credential, OfficerScan, UsedCode, Verification
from portal.credentials.officer_scans import Scan, check
from portal.credentials.presenting import ShownCode, present
from portal.credentials.tests.factories import holder_of, issued
from portal.credentials.verifying import Verifier, verify

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def shown(credential: Credential, at: Any = None) -> ShownCode:
    kind, holder = kind_of("driver-license"), holder_of(credential)
    return present(credential_id=credential.pk, kind=kind, actor=holder, at=at or NOW)


def text_of(credential: Credential, at: Any = None) -> str:
    return shown(credential, at).text


def police(user: Any = None) -> Verifier:
    user = user or officer(role="officer").user
    return Verifier("officer", "张警官 1", user_id=user.pk)


def scan(code: str, **more: Any) -> Scan:
    return Scan(code, Purpose.ROADSIDE, **({"nonce": uuid4()} | more))


def late(code: str, minutes: int = 10, **more: Any) -> Scan:
    return scan(code, waited=minutes * 60, **more)


def values(sheet: dict[str, Any]) -> list[str]:
    return [row["value"] for row in sheet["rows"]]


@pytest.fixture
def english():
    with translation.override("en"):
        yield


def test_a_scan_sent_again_gets_the_same_answer_and_is_not_counted_twice() -> None:
    credential, me = issued(), police()
    question = scan(text_of(credential))

    first = check(question, verifier=me, at=NOW)
    second = check(question, verifier=me, at=NOW + timedelta(minutes=5))

    assert (first["tone"], second["tone"]) == ("normal", "normal")
    assert second == {**first, "replayed": True}
    assert Verification.objects.filter(person_id=credential.holder_id).count() == 1


def test_an_answer_that_nobody_heard_is_found_among_the_late_ones() -> None:
    credential, me = issued(), officer(role="officer").user
    question = scan(text_of(credential))
    check(question, verifier=police(me), at=NOW)

    again = replace(question, waited=300, place="G2")
    answer = check(again, verifier=police(me), at=NOW + timedelta(minutes=5))

    assert answer["tone"] == "normal"
    late_ones = officer_scans.late_sheets(user_id=me.pk, at=NOW + timedelta(minutes=6))
    assert [(row["tone"], row["waited"], row["place"]) for row in late_ones] == [("normal", 300, "G2")]


def test_a_number_used_for_another_question_is_refused() -> None:
    me, nonce = police(), uuid4()
    check(scan("ONE", nonce=nonce), verifier=me, at=NOW)

    with pytest.raises(RuleViolation, match="scan_reused"):
        check(scan("TWO", nonce=nonce), verifier=me, at=NOW)

    assert Verification.objects.count() == 1


def test_the_same_number_of_two_officers_are_two_scans() -> None:
    credential, nonce = issued(), uuid4()
    question = scan(text_of(credential), nonce=nonce)

    answers = [check(question, verifier=police(), at=NOW) for _ in range(2)]

    assert [answer["tone"] for answer in answers] == ["normal", "void"]


def test_answers_are_kept_sealed_and_go_when_no_device_can_ask_again() -> None:
    credential = issued()
    check(scan(text_of(credential), place="苏E12345"), verifier=police(), at=NOW)
    row = OfficerScan.objects.get()

    assert credential.holder.name.encode() not in bytes(row.answer)
    assert json.dumps(credential.holder.name).encode() not in bytes(row.answer)
    OfficerScan.objects.update(received_at=NOW - timedelta(hours=13))
    tasks.sweep()
    assert not OfficerScan.objects.exists()


@pytest.mark.usefixtures("english")
def test_a_late_scan_says_what_the_register_says_now_and_is_never_green() -> None:
    credential = issued(at=NOW - timedelta(hours=1))
    code = text_of(credential, NOW - timedelta(minutes=10))

    answer = check(late(code), verifier=police(), at=NOW)

    assert (answer["tone"], answer["title"]) == ("notice", "Genuine, but sent too late")
    assert "Normal" in answer["sentence"]
    assert answer["photo_url"] is None
    assert credential.holder.name not in json.dumps(answer, ensure_ascii=False)
    assert credential.holder.id_number not in json.dumps(answer)
    assert any(credential.holder.id_number[-4:] in value for value in values(answer))
    row = Verification.objects.get()
    assert (row.result, row.reason, row.disclosed) == ("not_valid", "expired", "")


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(("letters", "tone", "number"), [("D", "abnormal", True), ("G", "void", False)])
def test_a_late_scan_of_a_license_that_is_barred_today_is_red(letters: str, tone: str, number: bool) -> None:
    credential = issued(at=NOW - timedelta(hours=1))
    code = text_of(credential, NOW - timedelta(minutes=10))
    DriverLicense.objects.filter(pk=credential.subject_ref).update(status_letters=letters)

    answer = check(late(code), verifier=police(), at=NOW)

    assert answer["tone"] == tone
    assert ("Number" in [row["label"] for row in answer["rows"]]) is number
    assert answer["steps"]


def test_the_word_of_the_device_about_time_makes_nothing_valid() -> None:
    credential = issued(at=NOW - timedelta(hours=1))
    code = text_of(credential, NOW - timedelta(minutes=10))

    answers = [
        check(late(code, minutes), verifier=police(), at=NOW)["tone"] for minutes in (0, 1, 10, 60, 719)
    ]

    assert set(answers) == {"notice"}


def test_a_late_scan_that_comes_while_the_code_lives_is_an_ordinary_check() -> None:
    credential = issued()

    answer = check(late(text_of(credential), 0), verifier=police(), at=NOW + timedelta(seconds=30))

    assert answer["tone"] == "normal"
    assert credential.holder.name in values(answer)


def test_a_code_older_than_any_outbox_says_nothing_about_the_license() -> None:
    credential = issued(at=NOW - timedelta(hours=14))
    code = text_of(credential, NOW - timedelta(hours=13))

    answer = check(late(code), verifier=police(), at=NOW)

    assert (answer["tone"], answer["rows"]) == ("void", [])


def test_an_expired_code_that_was_not_recorded_says_nothing_about_the_license() -> None:
    credential = issued(at=NOW - timedelta(hours=1))
    code = text_of(credential, NOW - timedelta(minutes=10))

    answer = check(scan(code), verifier=police(), at=NOW)

    assert (answer["tone"], answer["rows"]) == ("void", [])


@pytest.mark.usefixtures("english")
def test_a_late_scan_tells_that_the_same_code_had_been_sent_before() -> None:
    credential = issued(at=NOW - timedelta(hours=1))
    code, moment = text_of(credential, NOW - timedelta(minutes=10)), NOW - timedelta(minutes=9, seconds=30)
    verify(code, verifier=Verifier("api", "x", organization_id=1), purpose=Purpose.CAR_RENTAL, at=moment)
    UsedCode.objects.all().delete()  # swept long ago: the log remembers

    answer = check(late(code), verifier=police(), at=NOW)

    told = {row["label"]: row["value"] for row in answer["rows"]}
    assert told["Same code sent before at"] == officer_sheets.clock(moment)


@pytest.mark.usefixtures("english")
def test_a_short_code_that_was_forgotten_says_so() -> None:
    answer = check(late("7KQ2M9XW", 20), verifier=police(), at=NOW)

    assert answer["tone"] == "void"
    assert "ten minutes" in answer["sentence"]


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("who", "words"),
    [("me", "You have checked this very code"), ("other", "another officer"), ("company", "by a company")],
)
def test_a_used_code_says_when_and_by_whom(who: str, words: str) -> None:
    credential, user = issued(), officer(role="officer").user
    code = text_of(credential)
    first = {
        "me": police(user),
        "other": police(),
        "company": Verifier("api", "x", organization_id=1),
    }[who]
    verify(code, verifier=first, purpose=Purpose.ROADSIDE, at=NOW)

    answer = check(scan(code), verifier=police(user), at=NOW + timedelta(seconds=40))

    assert answer["tone"] == "void"
    assert words in answer["sentence"]
    assert f"40 seconds ago, at {timezone.localtime(NOW):%H:%M:%S}" in answer["sentence"]
    assert credential.holder.name not in json.dumps(answer, ensure_ascii=False)


@pytest.mark.usefixtures("english")
def test_a_copy_that_is_merely_out_of_date_is_told_from_a_barred_license() -> None:
    credentials = [issued(), issued(DriverLicenseFactory())]
    DriverLicense.objects.filter(pk=credentials[0].subject_ref).update(classes=["C1", "D"])
    DriverLicense.objects.filter(pk=credentials[1].subject_ref).update(status_letters="D")

    answers = [check(scan(text_of(row)), verifier=police(), at=NOW) for row in credentials]

    assert [answer["tone"] for answer in answers] == ["abnormal", "abnormal"]
    assert "out of date" in answers[0]["steps"][1]
    assert "Driving is barred" in answers[1]["steps"][1]


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("facts", "letters"),
    [
        ({}, None),
        ({"status_letters": "D"}, None),
        ({"status_letters": "DH"}, "Suspended · Violation not yet settled"),
    ],
)
def test_letters_are_words_on_the_sheet_and_only_where_they_say_more(facts: Any, letters: str | None) -> None:
    credential = issued(points=5)
    DriverLicense.objects.filter(pk=credential.subject_ref).update(**facts)

    answer = check(scan(text_of(credential)), verifier=police(), at=NOW)

    told = {row["label"]: row["value"] for row in answer["rows"]}
    assert told.get("Status letters") == letters
    assert told["Points"] == "5/12"


def test_every_reason_has_a_checklist() -> None:
    assert set(REASONS) <= set(officer_steps.STEPS)


@pytest.mark.django_db(transaction=True)
def test_twenty_copies_of_one_scan_at_once_are_one_check() -> None:
    credential, me = issued(), police()
    question, answers, start = scan(text_of(credential)), [], threading.Barrier(20)

    def send() -> None:
        start.wait()
        try:
            answers.append(check(question, verifier=me, at=NOW))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [answer["tone"] for answer in answers] == ["normal"] * 20
    assert sum("replayed" not in answer for answer in answers) == 1
    assert Verification.objects.filter(person_id=credential.holder_id).count() == 1


GOOD = {"code": "x", "purpose": "roadside"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"nonce": 7},
        {"nonce": ""},
        {"nonce": "not-a-number"},
        {"nonce": []},
        {"waited": -1},
        {"waited": 1.5},
        {"waited": "60"},
        {"waited": True},
        {"waited": 10**9},
        {"place": None},
        {"place": {}},
        {"place": "a\x00b"},
        {"purpose": ["roadside"]},
        {"code": None},
    ],
)
def test_what_is_no_scan_is_refused_and_leaves_nothing(wrong: dict[str, Any]) -> None:
    body = GOOD | {"nonce": str(uuid4())} | wrong

    answer = client_of(officer(role="officer")).post("/scan/check/", body, content_type="application/json")

    assert answer.status_code == 422
    assert not OfficerScan.objects.exists()
    assert not Verification.objects.exists()


@pytest.mark.parametrize(
    "code", ["", "\x00", "😀" * 900, "A" * 5000, "<script>alert(1)</script>", "' OR 1=1 --", "\ud800"]
)
def test_any_text_is_a_scan_with_an_answer_and_the_same_one_again(code: str) -> None:
    client, nonce = client_of(officer(role="officer")), str(uuid4())
    body = json.dumps(GOOD | {"code": code, "nonce": nonce, "waited": 60, "place": "<b>G2</b>" * 20})

    answers = [client.post("/scan/check/", body, content_type="application/json") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json()["tone"] == "void"
    assert OfficerScan.objects.get().place == ("<b>G2</b>" * 20)[:80]
    assert Verification.objects.count() == 1


def test_a_reused_number_is_a_conflict_for_the_device() -> None:
    client, nonce = client_of(officer(role="officer")), str(uuid4())

    statuses = [
        client.post("/scan/check/", GOOD | {"code": code, "nonce": nonce}, content_type="application/json")
        for code in ("ONE", "TWO")
    ]

    assert [answer.status_code for answer in statuses] == [200, 409]


def test_an_officer_finds_the_late_answers_again_and_nobody_elses() -> None:
    me = officer(role="officer")
    body = GOOD | {"nonce": str(uuid4()), "waited": 60, "place": "G2 12 km"}
    client_of(me).post("/scan/check/", body, content_type="application/json")
    client_of(me).post("/scan/check/", GOOD | {"nonce": str(uuid4())}, content_type="application/json")

    mine = client_of(me).get("/scan/state/").json()
    other = client_of(officer(role="officer")).get("/scan/state/").json()

    assert [row["place"] for row in mine["late"]] == ["G2 12 km"]
    assert other["late"] == []
    assert mine["owner"] != other["owner"]
    assert mine["owner"] == client_of(me).get("/scan/state/").json()["owner"]


def test_the_kept_shell_says_nothing_about_whoever_fetched_it() -> None:
    me = officer(role="officer")

    page = client_of(me).get("/scan/shell/").content.decode()

    assert me.name not in page
    assert me.badge_number not in page
    assert client_of(me).get("/scan/state/").json()["owner"] not in page
    assert 'data-owner=""' in page


def test_the_scanner_is_an_app_of_its_own() -> None:
    page = client_of(officer(role="officer")).get("/scan/").content.decode()
    manifest = client_of(UserFactory()).get("/scan/scanner.webmanifest", headers={"accept-language": "en"})

    assert 'rel="manifest" href="/scan/scanner.webmanifest"' in page
    assert manifest.json()["start_url"] == "/scan/"
    assert manifest.headers["Content-Type"] == "application/manifest+json"


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-3, "0 seconds ago"),
        (1, "1 second ago"),
        (59.4, "59 seconds ago"),
        (150, "2 minutes ago"),
        (7300, "2 hours ago"),
    ],
)
def test_times_are_said_in_the_largest_unit(seconds: float, words: str) -> None:
    assert officer_sheets.ago(timedelta(seconds=seconds)) == words
