"""At a counter: the clerk chooses the business, the camera reads the code, the holder sees what for."""

import pytest

from tests.visitors import film_of, picture_of
from tests.windows import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.processes]


def test_the_camera_of_a_clerk_reads_the_code_and_the_visit_is_recorded(portal, visit, film):
    clerk = visit(staff="reviewer", locale="en-GB", permissions=["camera"], **DESK)
    clerk.open("/counter/")
    clerk.page.locator("[name=city]").select_option(index=1)
    clerk.page.get_by_label("Violation", exact=False).first.check()
    me = visit(citizen="rare_name", locale="en-GB", **PHONE)
    me.open("/wallet/")
    me.press("main article .button")
    me.page.locator("[data-qr] svg.qr").first.wait_for()
    film_of(picture_of(me.page.locator("[data-qr]").first), film)

    with clerk.page.expect_navigation():
        clerk.page.locator("[data-start]").click()

    clerk.look("counter-answer")
    told = clerk.text()
    assert portal.citizen("rare_name")["name"] in told
    assert "Traffic violation" in clerk.text("[aria-labelledby=served-today]")
    assert "Address" not in clerk.text("[data-counter]")
    me.open("/wallet/activity/")
    me.look("looked-at-counter")
    assert "traffic violation" in me.text().lower()
