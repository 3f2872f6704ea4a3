"""Journeys 1, 8 and 12 without script: applied, reviewed, told, read, understood, and on paper."""

import io

import pytest
from pypdf import PdfReader

from licenses.tests.factories import picture
from portal.home.demo.people import parts, phone_of
from tests.visitors import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.processes]


def test_a_barred_driver_reads_why_and_what_next(portal, visit):
    me = visit(citizen="driver_abnormal", java_script_enabled=False, **PHONE)
    me.open("/notices/")
    me.press(".news button")
    assert not me.page.url.endswith("/notices/")

    me.open("/licenses/apply/")
    me.open("/notices/choices/")
    me.page.locator("main [name=checks][value=here]").check()
    me.send()
    assert me.page.locator("main [name=checks][value=here]").is_checked()


def test_the_receipt_of_a_rare_name_is_fetched(portal, visit):
    me = visit(citizen="rare_name", java_script_enabled=False, **PHONE)
    me.open("/progress/")
    me.press("main article .buttons a:last-of-type")
    address = me.page.locator("main a[href$='receipt.pdf']").get_attribute("href")
    content = me.page.context.request.get(portal.address + address).body()

    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    assert "陈䶮" in text


def of_fate(fate):
    """The phone of somebody of the crowd to whom this has happened."""
    return next(phone_of(number, part) for number, part in enumerate(parts()) if part.fate == fate)


def apply_with(photo, me):
    """From the start page to the number of the application."""
    me.send()
    me.page.locator("main [name=answer][value=yes]").check()
    me.send()
    me.press("main .buttons .button")
    me.page.locator("main [name=source][value=upload]").check()
    me.page.locator("main [name=photo]").set_input_files(photo)
    me.send()
    me.send("form.buttons .button")
    return me.text(".panel-done strong")


def test_a_new_photo_is_handed_in_refused_and_the_decision_read(portal, visit, tmp_path):
    photo = tmp_path / "me.jpg"
    photo.write_bytes(picture("#f4f6fa"))
    me = visit(java_script_enabled=False, **PHONE, locale="en-GB")
    me.sign_in(of_fate("refused"), "/licenses/apply/")
    reference = apply_with(photo, me)

    officer = visit(staff="reviewer", java_script_enabled=False, **DESK, locale="en-GB")
    officer.open("/admin/licenses/licenseapplication/?queue=waiting")
    officer.press(f"a:text-is('{reference}')")
    officer.press("[data-key=d]")
    officer.page.locator("[value=photo_altered]").check()
    officer.press("form.ask button[type=submit]")
    assert "This is what the applicant will read" in officer.text("form.ask")
    officer.press("form.ask button[type=submit]")
    assert f"{reference} · Refused" in officer.text("body")

    me.open(f"/licenses/applications/{reference}/")
    page = me.text()
    assert "The photo has been altered." in page
    assert "60 days are left" in page
    address = me.page.locator("main a[href$='decision.pdf']").get_attribute("href")
    content = me.page.context.request.get(portal.address + address).body()
    assert reference in PdfReader(io.BytesIO(content)).pages[0].extract_text()
