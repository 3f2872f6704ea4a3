"""An owner makes a share code for a lender far away; the lender checks it; the owner sees and stops it."""

import re

import pytest

from tests.windows import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.processes]


def test_owner_shares_the_state_a_lender_checks_it_and_the_owner_stops_the_code(portal, visit):
    owner = visit(citizen="owner_normal", locale="en-GB", **PHONE)
    owner.open("/vehicles/")
    owner.page.get_by_role("link", name="Show the license 苏Z·D10002").click()
    owner.page.get_by_role("link", name="Share codes").click()
    owner.page.get_by_role("link", name="Make a share code").click()
    owner.look("share-new")
    owner.page.locator("main [name=scope][value=status]").check()
    owner.send(uses="2", note="示范银行贷款")
    owner.look("share-once")
    code = re.search(r"[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{5}", owner.text()).group(0)

    lender = visit(locale="en-GB", **DESK)
    lender.open("/verify/")
    lender.send(code=code)
    lender.look("share-public")
    assert "Mortgaged" in lender.text()
    assert "苏ZD10002" not in lender.text()

    checked = portal.check(code, purpose="insurance-claim", by="insurer")
    assert checked["result"] == "valid"
    assert set(checked["claims"]) == {"inspection"}  # the state only, and of that what the purpose allows

    owner.page.get_by_role("link", name="Share codes").click()
    shared = owner.page.locator("main section, main article, main li", has_text="示范银行贷款").last
    assert "used 1 of 2" in shared.inner_text()
    assert "示范保险公司" in shared.inner_text()
    owner.look("share-list")
    with owner.page.expect_navigation():
        shared.get_by_role("button", name="Stop").click()
    stopped = portal.check(code, purpose="insurance-claim", by="insurer")
    assert (stopped["result"], stopped["reason"]) == ("not_valid", "revoked")
