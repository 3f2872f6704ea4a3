"""A company's manager applies for the fleet and lets a driver use a car; the driver shows it to a company."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.windows import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.processes]


def test_manager_acts_for_the_company_driver_accepts_and_a_check_says_who_shows_it(portal, visit):
    driver = portal.citizen("friend")
    manager = visit(citizen="owner_normal", locale="en-GB", **PHONE)
    manager.open("/organizations/")
    manager.press("main [name=organization]")
    manager.look("fleet")
    assert "Acting for" in manager.text("header")
    manager.press("main [name=all]")
    manager.look("fleet-apply")
    manager.page.locator("main [name=agreed]").check()
    manager.press("main form .button")
    assert "1 electronic license has been made." in manager.text()

    manager.page.locator("main a", has_text="Authorize").first.click()
    manager.page.get_by_role("link", name="Authorize a person").click()
    manager.page.locator("main [name=name]").fill(driver["name"])
    manager.page.locator("main [name=id_number]").fill(driver["id_number"])
    manager.page.locator("main [name=purpose][value=rental]").check()
    last = timezone.localdate() + timedelta(days=1)
    manager.page.locator("main [name=last_day]").fill(last.isoformat())
    manager.press("main form .button")
    manager.confirm(portal.citizen("owner_normal")["phone"], "main [value=confirm]")
    for page in ("expiry/", "drivers/", "drivers/new/"):
        manager.open(f"/vehicles/fleet/{page}")
        manager.look(f"fleet-{page.replace('/', '')}")

    me = visit(citizen="friend", locale="en-GB", **PHONE)
    me.open("/wallet/")
    offers = me.page.locator("main section", has_text="Drive a rented car")
    offers.get_by_role("link", name="Look at the offer").first.click()
    me.press("main [value=accept]")
    me.page.locator("[data-qr] svg.qr").first.wait_for()

    checked = portal.check(me.code_on_screen())
    assert checked["presented_by"]["role"] == "delegate"
    assert checked["presented_by"]["until"] == last.isoformat()
    assert driver["id_number"] not in str(checked)
