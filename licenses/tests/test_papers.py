"""Receipt and decision: signed, in both languages, with the same words as the page."""

import io

import pytest
from django.test import Client
from pypdf import PdfReader

from licenses import applying
from licenses.tests.factories import LicenseApplicationFactory
from licenses.wording import Reason
from portal.accounts.models import Person, User
from portal.documents import pdf

pytestmark = pytest.mark.django_db
RARE = "陈䶮㛃𬭳"


@pytest.fixture
def citizen(holder):
    client = Client()
    client.force_login(User.objects.get(pk=holder.user_id))
    return client


def text_of(answer):
    content = b"".join(answer.streaming_content)
    reader = PdfReader(io.BytesIO(content))
    assert "/Sig" in str(reader.trailer["/Root"]["/AcroForm"]["/Fields"][0].get_object()["/FT"])
    return "".join(page.extract_text() for page in reader.pages)


def test_a_receipt_names_reference_promise_and_both_languages(citizen, license):
    row = LicenseApplicationFactory(license=license, in_review=True)

    text = text_of(citizen.get(f"/licenses/applications/{row.reference}/receipt.pdf"))

    assert text.count(row.reference) >= 2
    assert "Receipt of an application" in text
    assert license.file_number in text
    assert license.number not in text


def test_a_decision_quotes_reason_rule_facts_and_who(citizen, license, holder, reviewer, at):
    row = LicenseApplicationFactory(license=license, in_review=True)
    applying.refuse(application=row, reason=Reason.PHOTO_ALTERED, actor=reviewer, at=at)

    text = text_of(citizen.get(f"/licenses/applications/{row.reference}/decision.pdf"))
    page = citizen.get(f"/licenses/applications/{row.reference}/", headers={"Accept-Language": "en"})

    for words in ("The photo has been altered.", "article 12", license.file_number, "2027-01-19"):
        assert words in text
        assert words in page.content.decode()
    assert reviewer.officer.badge_number in text
    assert reviewer.officer.name not in text


def test_what_the_register_said_then_is_what_the_decision_says_later(citizen, license, holder, at):
    row = LicenseApplicationFactory(license=license, consented=True, photo_source="on_file")
    row.status = "in_review"
    row.submitted_at = row.due_at = at
    row.save()
    license.points = 12
    license.save()
    applying.decide(application=row, actor=holder, at=at)
    license.points = 0
    license.save()

    page = citizen.get(f"/licenses/applications/{row.reference}/", headers={"Accept-Language": "en"})

    assert "<dt>Points</dt>" in page.content.decode().replace("\n", "").replace("  ", "")
    assert "12" in text_of(citizen.get(f"/licenses/applications/{row.reference}/decision.pdf"))


@pytest.mark.parametrize(
    "name", [RARE, "阿卜杜热合曼·买买提吐尔逊江·艾则孜", "བཀྲ་ཤིས་དོན་གྲུབ", "ئابدۇراخمان", "𠮷田"]
)
def test_a_name_reaches_the_paper_or_its_code_points_do(name, citizen, license):
    Person.objects.filter(pk=license.person_id).update(name=name)
    row = LicenseApplicationFactory(license=license, in_review=True)

    text = text_of(citizen.get(f"/licenses/applications/{row.reference}/receipt.pdf"))

    plain = text.replace("\n", "").replace("\x00", "")  # beside a box, letters are told with two bytes
    if pdf.missing_characters(name):
        assert f"U+{ord(name[0]):04X}" in plain
    elif name.isascii() or "\u3400" <= name[0]:
        assert name in plain
    else:  # right-to-left and stacked letters come out of a PDF in the order in which they are drawn
        assert len(set(name) & set(plain)) > len(set(name)) // 2


@pytest.mark.parametrize(("trait", "paper"), [("consented", "receipt"), ("in_review", "decision")])
def test_there_is_no_paper_about_what_has_not_happened(trait, paper, citizen, license):
    row = LicenseApplicationFactory(license=license, **{trait: True})

    assert citizen.get(f"/licenses/applications/{row.reference}/{paper}.pdf").status_code == 404


def test_nobody_gets_the_paper_of_somebody_else(client, license):
    row = LicenseApplicationFactory(license=license, in_review=True)

    assert client.get(f"/licenses/applications/{row.reference}/receipt.pdf").status_code == 302
