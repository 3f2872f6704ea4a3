"""An owner applies for the license of a car, shows it, and an officer reads the state of this minute."""

import pytest

from tests.windows import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.processes]


def test_an_owner_applies_shows_the_card_and_an_officer_reads_the_state(portal, visit):
    me = visit(citizen="owner_normal", locale="en-GB", **PHONE)
    me.open("/vehicles/")
    me.look("vehicles")
    me.page.get_by_role("link", name="Electronic license 苏Z·10003").click()
    me.look("vehicle")
    assert "Inspection overdue" in me.text()
    me.press("main .buttons .button")
    me.page.locator("main [name=agreed]").check()
    me.look("vehicle-apply")
    me.press("main form .button")
    me.page.locator("[data-qr] svg.qr").first.wait_for()
    me.look("vehicle-card")
    assert "Carry the paper vehicle license on the road" in me.text()
    code = me.code_on_screen()

    officer = visit(staff="officer", locale="en-GB", **PHONE)
    officer.open("/scan/")
    officer.page.locator("main [name=code]").fill(code)
    officer.page.locator("main [data-once]").click()
    officer.page.locator("#answer[open]").wait_for(timeout=20_000)

    assert officer.page.get_attribute("#answer", "data-tone") == "abnormal"
    shown = officer.text("#answer")
    assert "Small saloon car" in shown
    assert portal.citizen("owner_normal")["name"] in shown
    again = portal.check(code)
    assert (again["result"], again["reason"]) == ("not_valid", "already_used")
