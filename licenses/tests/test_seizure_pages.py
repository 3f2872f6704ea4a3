"""Seizing from a check of one's own, and what driver and colleagues read about it."""

import io
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from licenses import seizing
from licenses.models import DriverLicense, Seizure
from licenses.tests.factories import SeizureFactory
from licenses.views import seizures
from portal.accounts.models import User
from portal.accounts.tests.factories import OfficerFactory
from portal.backoffice.tests.staff import client_of, officer
from portal.credentials.kinds import kind_of
from portal.credentials.presenting import present
from portal.credentials.tests.factories import holder_of, issued
from portal.credentials.verifying import Verifier, verify
from portal.rollout.tests.factories import CityFactory

pytestmark = pytest.mark.django_db
ENGLISH = {"Accept-Language": "en"}
GIVEN = {"reason": "alcohol", "note": "320500-7, 人民路"}


@pytest.fixture
def police(open_city):
    return officer(role="officer")


def check_of(credential, police, at=None):
    at = at or timezone.now()
    code = present(
        credential_id=credential.pk, kind=kind_of("driver-license"), actor=holder_of(credential), at=at
    )
    who = Verifier("officer", police.name, user_id=police.user_id)
    return verify(code.text, verifier=who, purpose="roadside", at=at)


@pytest.fixture
def credential(license):
    return issued(license)


def test_after_a_check_the_officer_seizes_on_a_second_press_and_the_next_check_is_red(
    credential, police, license
):
    client, check = client_of(police), check_of(credential, police)
    url = f"/licenses/seize/{check.id}/"

    page = client.post(url, GIVEN, headers=ENGLISH).content.decode()
    assert "Seize this license?" in page
    assert "article 110" in page
    assert not Seizure.objects.exists()
    done = client.post(url, GIVEN | {"confirmed": "1"}, headers=ENGLISH)

    row = Seizure.objects.get()
    assert (done.status_code, done.url) == (302, f"/licenses/seizures/{row.reference}/")
    assert (row.verification_id, row.seized_by, row.note) == (check.id, police, GIVEN["note"])
    assert check_of(credential, police).result == "abnormal"
    shown = client.get(done.url, headers=ENGLISH).content.decode()
    assert row.reference in shown
    assert license.number not in shown
    assert "Tell the driver not to drive." in shown
    assert "Do not drive until this is settled." not in shown
    assert "Next check" in shown
    again = client.post(url, GIVEN | {"confirmed": "1"}, headers=ENGLISH, follow=True)
    assert "This license is seized already" in again.content.decode()


def test_an_answer_without_a_ground_or_note_is_asked_again(credential, police):
    url = f"/licenses/seize/{check_of(credential, police).id}/"

    page = client_of(police).post(url, {"note": "x", "confirmed": "1"}, headers=ENGLISH)

    assert page.status_code == 200
    text = page.content.decode()
    assert 'aria-invalid="true"' in text
    assert text.index("Choose a reason.") < text.index("The license is held by changing its state.")
    assert not Seizure.objects.exists()


def test_only_a_fresh_check_of_ones_own_leads_to_a_seizure(credential, police):
    mine = check_of(credential, police)
    old = check_of(credential, police, timezone.now() - seizures.WITHIN - timedelta(minutes=1))

    assert client_of(police).get(f"/licenses/seize/{mine.id}/").status_code == 200
    assert client_of(police).get(f"/licenses/seize/{old.id}/").status_code == 404
    assert client_of(officer(role="officer")).get(f"/licenses/seize/{mine.id}/").status_code == 404


def test_the_driver_reads_ground_rule_and_ways_on_and_has_a_signed_paper(license, holder, reviewer, at):
    row = seizing.seize(license=license, actor=reviewer, at=at, **GIVEN)
    driver = Client()
    driver.force_login(User.objects.get(pk=holder.user_id))

    page = driver.get(f"/licenses/seizures/{row.reference}/", headers=ENGLISH).content.decode()
    paper = driver.get(f"/licenses/seizures/{row.reference}/receipt.pdf")

    reader = PdfReader(io.BytesIO(b"".join(paper.streaming_content)))
    assert "/Sig" in str(reader.trailer["/Root"]["/AcroForm"]["/Fields"][0].get_object()["/FT"])
    text = "".join(sheet.extract_text() for sheet in reader.pages)
    for words in ("Driving after drinking alcohol", "article 110", GIVEN["note"], row.reference):
        assert words in page
        assert words in text
    assert "administrative review" in page
    assert "Do not drive until this is settled." in page
    assert "Next check" not in page
    assert reviewer.officer.name not in text + page
    assert license.number not in text + page


def test_a_seizure_does_not_exist_for_anybody_else(license, holder):
    row = SeizureFactory(license=license)
    url = f"/licenses/seizures/{row.reference}/"

    assert client_of(OfficerFactory(role="auditor")).get(url).status_code == 404
    assert client_of(OfficerFactory()).get(url).status_code == 200
    assert Client().get(url).status_code == 302
    assert Client().get(f"{url}receipt.pdf").status_code == 302
    assert DriverLicense.objects.get(pk=license.pk).seizure_letter == ""


def test_in_the_office_the_entry_is_seized_and_its_end_needs_a_colleague(license, reviewer, open_city):
    first, second = client_of(reviewer.officer), client_of(OfficerFactory())
    entry = f"/admin/licenses/driverlicense/{license.pk}/"

    shown = first.post(f"{entry}act/seize/", GIVEN, headers=ENGLISH).content.decode()
    assert "This is what the driver will read" in shown
    assert not Seizure.objects.exists()
    first.post(f"{entry}act/seize/", GIVEN | {"confirmed": "1"}, headers=ENGLISH)
    row = Seizure.objects.get()
    assert row.reference in first.get(f"{entry}change/", headers=ENGLISH).content.decode()
    page = f"/admin/licenses/seizure/{row.pk}/"

    assert second.post(f"{page}act/confirm-end/").status_code == 409
    first.post(f"{page}act/ask-end/", {"reason": "decision 3"})
    refused = first.post(f"{page}act/confirm-end/", headers=ENGLISH)
    assert refused.status_code == 409
    assert "Somebody else must confirm" in refused.content.decode()
    assert "Releases to confirm" in second.get("/admin/", headers=ENGLISH).content.decode()
    asked, theirs = (who.get(f"{page}change/", headers=ENGLISH).content.decode() for who in (first, second))
    assert "act/take-back/" in asked
    assert "act/refuse-end/" not in asked
    assert "act/refuse-end/" in theirs
    assert "act/take-back/" not in theirs
    question = second.get(f"{page}act/confirm-end/", headers=ENGLISH).content.decode()
    assert "decision 3" in question
    assert str(reviewer.officer) in question
    second.post(f"{page}act/confirm-end/")

    row.refresh_from_db()
    assert (row.status, row.ended_by_id == row.end_asked_by_id) == ("ended", False)
    assert DriverLicense.objects.get(pk=license.pk).seizure_letter == ""


def test_the_seizures_of_another_city_do_not_exist_in_the_office(license):
    row = SeizureFactory(license=license)
    client = client_of(OfficerFactory(cities=[CityFactory(other=True)]))

    for rest in ("change", "act/ask-end", "act/confirm-end"):
        assert client.post(f"/admin/licenses/seizure/{row.pk}/{rest}/", {"reason": "x"}).status_code == 404
    assert row.reference not in client.get("/admin/licenses/seizure/").content.decode()
