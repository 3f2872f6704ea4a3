"""An owner lets a friend use a vehicle license; an officer reads who shows it; then the owner ends it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.windows import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.processes]


def scanned(officer, code):
    officer.open("/scan/")
    officer.page.locator("main [name=code]").fill(code)
    officer.page.locator("main [data-once]").click()
    officer.page.locator("#answer[open]").wait_for(timeout=20_000)
    return officer.page.get_attribute("#answer", "data-tone"), officer.text("#answer")


def test_owner_authorizes_friend_shows_officer_reads_and_the_owner_ends_it(portal, visit):
    friend = portal.citizen("friend")
    owner = visit(citizen="owner_normal", locale="en-GB", **PHONE)
    owner.open("/vehicles/")
    owner.page.get_by_role("link", name="Details 苏Z·D10002").click()
    owner.page.get_by_role("link", name="Authorize others").click()
    owner.page.get_by_role("link", name="Authorize a person").click()
    owner.look("authorize")
    owner.page.locator("main [name=name]").fill(friend["name"])
    owner.page.locator("main [name=id_number]").fill(friend["id_number"])
    owner.page.locator("main [name=purpose][value=ride-hailing]").check()
    last = timezone.localdate() + timedelta(days=3)
    owner.page.locator("main [name=last_day]").fill(last.isoformat())
    owner.press("main form .button")
    owner.look("authorize-confirm")
    owner.confirm(portal.citizen("owner_normal")["phone"], "main [value=confirm]", "authorize-code")
    assert "Waiting for an answer" in owner.text()

    me = visit(citizen="friend", locale="en-GB", **PHONE)
    me.open("/wallet/")
    offers = me.page.locator("main section", has_text="Register for ride-hailing")
    offers.get_by_role("link", name="Look at the offer").click()
    me.look("authorize-offered")
    me.press("main [value=accept]")
    me.page.locator("[data-qr] svg.qr").first.wait_for()
    me.look("authorized-card")
    code = me.code_on_screen()

    officer = visit(staff="officer", locale="en-GB", **PHONE)
    tone, answer = scanned(officer, code)
    assert tone != "void"
    assert friend["name"] in answer
    assert "Register for ride-hailing" in answer
    assert last.isoformat() in answer

    me.page.reload()
    me.page.locator("[data-qr] svg.qr").first.wait_for()
    shown = me.code_on_screen()
    owner.open("/vehicles/")
    owner.page.get_by_role("link", name="Details 苏Z·D10002").click()
    owner.page.get_by_role("link", name="Authorize others").click()
    assert "Shown with your authorization by" in owner.text()
    owner.page.get_by_role("link", name="End authorization").click()
    owner.look("authorize-end")
    owner.press("main .button-danger")

    ended = portal.check(shown)
    assert (ended["result"], ended["reason"]) == ("not_valid", "grant_ended")
