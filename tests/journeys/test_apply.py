"""Journey 1: from nothing to the card on a phone, with the photo on file and with a new photo."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from licenses.tests.factories import picture
from tests.windows import DESK

pytestmark = [pytest.mark.browser, pytest.mark.processes]

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643
NEWCOMER = {"name": "欧阳娜·沙依提", "phone": "13811110001", "file_number": "320599900001"}


def id_number(first: str) -> str:
    return first + "10X98765432"[sum(w * int(d) for w, d in zip(WEIGHTS, first, strict=True)) % 11]


def identify(me, name, number, phone, sent):
    """Say who one is, agree, and prove it with the code sent to the phone on file."""
    me.look("identity")
    me.send(name=name, id_number=number)
    me.look("identity-consent")
    me.send()
    me.look("identity-proof")
    me.send(code=me.portal.code_sent_to(phone, sent))


def begin(me):
    """From the start page to the photo."""
    me.look("apply-start-ready")
    me.press("main form.buttons .button")
    me.look("apply-consent")
    me.page.locator("main [name=answer][value=yes]").check()
    me.send()
    me.look("apply-found")
    assert "C1" in me.text()
    me.press("main .buttons .button")
    me.look("apply-photo")


def test_a_driver_without_login_holds_the_card_a_few_minutes_later(portal, visit):
    person = portal.citizen("driver_no_license_yet")
    me = visit()
    me.open("/")
    me.look("landing")
    me.open("/licenses/apply/")
    me.look("apply-start-stranger")
    me.press("main .buttons .button")
    me.look("sign-in")
    me.send(phone=person["phone"])
    me.look("sign-in-code")
    me.send(code=portal.code_sent_to(person["phone"], 0))
    me.look("apply-start-unbound")
    me.press("main .buttons .button")
    identify(me, person["name"], person["id_number"], person["phone"], 1)
    begin(me)
    me.page.locator("main [name=source][value=on_file]").check()
    me.send()
    me.look("apply-check")
    me.send("form.buttons .button")

    assert re.fullmatch(rf"{portal.address}/wallet/[0-9a-f-]{{36}}/", me.page.url)
    assert person["name"] in me.text(".card")
    me.look("card-new")
    assert portal.check(me.code_on_screen())["result"] == "valid"


def load_feed(lead, feed, rows, folder):
    """Hand a register file in at the back office and wait for the worker."""
    file = folder / f"{feed}.csv"
    file.write_text("\n".join([",".join(rows), ",".join(rows.values())]), "utf-8")
    lead.open("/admin/feeds/feedload/upload/")
    lead.page.locator(f"[name=feed][value={feed}]").check()
    lead.page.locator("[name=file]").set_input_files(file)
    lead.press("form.ask button[type=submit]")
    lead.page.locator("[data-done]").wait_for(timeout=30_000)
    lead.look(f"feed-{feed}")
    return lead.text("[data-done]")


def newcomer_in_the_register(lead, folder):
    """Somebody whom the register learns of today, by feeds; in the open city, without a photo on file."""
    number, now = id_number("99010019950615008"), datetime.now(UTC).isoformat()
    person = {
        "id_number": number,
        "name": NEWCOMER["name"],
        "gender": "",
        "birth_date": "",
        "phone": NEWCOMER["phone"],
        "as_of": now,
    }
    license = {
        "id_number": number,
        "file_number": NEWCOMER["file_number"],
        "classes": "C1",
        "first_issued_on": "2019-03-01",
        "valid_from": str(date.today() - timedelta(days=400)),
        "valid_until": str(date.today() + timedelta(days=3000)),
        "status_letters": "A",
        "points": "0",
        "points_cycle_from": "2026-03-01",
        "city": "320500000400",
        "office": "苏E",
        "as_of": now,
    }
    for feed, row in (("persons", person), ("driver-licenses", license)):
        assert re.search(r"Inserted\s+1\s", load_feed(lead, feed, row, folder))
    return number


def test_a_new_photo_is_approved_by_an_officer_before_there_is_a_card(portal, visit, tmp_path):
    number = newcomer_in_the_register(visit(staff="rollout_lead", locale="en-GB", **DESK), tmp_path)
    photo = tmp_path / "me.jpg"
    photo.write_bytes(picture("#f4f6fa"))
    me = visit()
    me.sign_in("13811110002", "/identity/?next=/licenses/apply/")
    identify(me, NEWCOMER["name"], number, NEWCOMER["phone"], 0)
    begin(me)
    me.page.locator("main [name=source][value=upload]").check()
    me.page.locator("main [name=photo]").set_input_files(photo)
    me.send()
    me.look("apply-check-new-photo")
    me.send("form.buttons .button")
    me.look("apply-done")
    reference = me.text(".panel-done strong")
    me.press("main .buttons .button")
    me.look("application-in-review")
    tracker = me.page.url

    officer = visit(staff="reviewer", locale="en-GB", **DESK)
    officer.open("/admin/")
    officer.look("admin-index")
    officer.press(".tasks a[href*='queue=waiting']")
    officer.look("admin-queue")
    officer.press(f"a:text-is('{reference}')")
    officer.look("admin-case")
    officer.press("a:text-is('Approve')")
    officer.look("admin-approve")
    officer.press("form.ask button[type=submit]")
    assert f"{reference} · Approved" in officer.text("body")

    me.open(tracker)
    me.look("application-approved")
    me.press("main .buttons .button")
    assert NEWCOMER["name"] in me.text(".card")
    me.look("card-new-photo")
    assert portal.check(me.code_on_screen())["result"] == "valid"
