"""Journeys 2, 7, 8, 10 and 12: the code on the screen, whoever checks it, and what the holder sees of it."""

import re

import pytest

from tests.visitors import film_of, picture_of
from tests.windows import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.processes]


def open_card(me):
    me.open("/wallet/")
    me.press("main article .button")
    me.page.locator("[data-qr] svg.qr").first.wait_for()


def test_a_picture_of_the_code_is_good_for_exactly_one_check(portal, visit):
    me = visit(citizen="driver_normal")
    me.open("/wallet/")
    me.look("wallet")
    open_card(me)
    me.look("card")
    text = me.code_on_screen()
    assert re.fullmatch(r"HTTPS?://127\.0\.0\.1:\d+/V/[A-Z2-7]+", text)

    somebody = visit(locale="en-GB", **PHONE)
    somebody.open("/v/" + text.rpartition("/")[2].lower())
    somebody.look("public-result")
    assert "陈" not in somebody.text()
    assert "photo" not in somebody.text()

    answer = portal.check(text)
    again = portal.check(text)

    assert answer["result"] == "valid"
    assert answer["claims"] == {"name": "陈**", "classes": ["C1"]}
    assert answer["credential"]["status"]["tone"] == "normal"
    assert (again["result"], again["reason"]) == ("not_valid", "already_used")
    assert (again["credential"], again["claims"]) == (None, None)
    me.open("/wallet/activity/")
    me.look("activity")
    assert portal.organization("rental")["name"] in me.text()
    assert answer["id"] in me.text()


def test_the_code_renews_itself_on_the_page(portal, visit):
    me = visit(citizen="friend")
    open_card(me)
    first, pages = me.code_on_screen(), len([url for _, url in me.requests if url == me.page.url])
    me.page.locator("[data-refresh]").click()
    me.page.locator("[data-status]").filter(has_text=re.compile(".")).wait_for(state="attached")

    second = me.code_on_screen()

    assert second != first
    assert len([url for _, url in me.requests if url == me.page.url]) == pages
    assert len([url for _, url in me.requests if "/wallet/" in url and url.endswith("/code/")]) == 1
    assert portal.check(second)["result"] == "valid"


def test_without_script_a_reload_brings_a_new_code(portal, visit):
    me = visit(citizen="friend", java_script_enabled=False, **PHONE)
    open_card(me)
    first = me.code_on_screen()

    me.page.reload()

    assert me.code_on_screen() != first
    assert portal.check(me.code_on_screen())["result"] == "valid"


def test_points_entered_at_the_desk_turn_the_card_red_at_the_next_look(portal, visit):
    me = visit(citizen="accident_party")
    open_card(me)
    shown_before = me.code_on_screen()
    clerk = visit(staff="reviewer", locale="en-GB", **DESK)
    clerk.open("/admin/licenses/driverlicense/")
    clerk.look("admin-lookup")
    clerk.page.locator(".ask [name=term]").fill(portal.citizen("accident_party")["id_number"])
    clerk.page.locator(".ask [name=reason]").fill("Case 32050012345")
    clerk.press(".ask button[type=submit]")
    clerk.press("table.found a")
    clerk.look("admin-license")
    clerk.press("a:text-is('Correct the register')")
    clerk.look("admin-correct")
    clerk.page.locator("[name=status_letters]").fill("B")
    clerk.page.locator("[name=points]").fill("12")
    clerk.page.locator("[name=reason]").fill("Penalty 32050012345")
    clerk.press("form.ask button[type=submit]")

    assert portal.check(shown_before)["result"] == "abnormal"
    me.page.reload()
    me.look("card-abnormal")
    assert me.page.locator(".card-abnormal").count() == 1
    answer = portal.check(me.code_on_screen())
    assert answer["result"] == "abnormal"
    assert answer["credential"]["status"]["codes"] == ["B"]


def test_the_camera_of_an_officer_reads_the_code_from_the_holders_screen(portal, visit, film):
    holder = portal.citizen("rare_name")
    officer = visit(staff="officer", locale="zh-CN", permissions=["camera"], **PHONE)
    officer.open("/scan/")
    officer.look("scan")
    me = visit(citizen="rare_name")
    open_card(me)
    film_of(picture_of(me.page.locator("[data-qr]").first), film)

    officer.page.locator("[data-start]").click()
    officer.page.locator("#answer[open]").wait_for(timeout=20_000)
    officer.until("document.querySelector('#answer [data-photo]').naturalWidth > 0")
    assert officer.page.get_attribute("#answer", "data-tone") == "normal"
    assert holder["name"] in officer.text("#answer")
    box = officer.page.locator("#answer").bounding_box()
    size = officer.page.viewport_size
    assert (box["width"], box["height"]) >= (size["width"], size["height"] - 1)
    officer.look("scan-answer")

    officer.page.locator("[data-next]").click()
    officer.page.locator("#answer[open]").wait_for(timeout=20_000)

    assert officer.page.get_attribute("#answer", "data-tone") == "void"
    assert holder["name"] not in officer.text("#answer")
    assert not re.search(r"\d{2}T\d{2}", officer.text("#answer"))
    officer.look("scan-again")
    me.open("/wallet/activity/")
    assert "DEMO" in me.text()


def test_a_revoked_license_shows_no_code_and_says_what_can_be_done(portal, visit):
    me = visit(citizen="driver_revoked")
    me.open("/wallet/")
    me.look("wallet-revoked")
    me.press("main article .button")
    me.look("card-revoked")

    assert me.page.locator("svg.qr").count() == 0
    assert me.page.locator(".card-void .why").inner_text().strip()


def test_a_driver_of_a_closed_city_is_told_the_plan_instead_of_a_dead_button(portal, visit):
    me = visit(citizen="driver_closed_city")
    assert me.open("/licenses/apply/") == 200
    me.look("apply-closed")

    assert me.page.locator("main form").evaluate_all("forms => forms.map(form => form.action)") == [
        f"{portal.address}/rollout/330900/waiting/"  # the wish to be told, and no way to apply
    ]


def test_the_first_call_of_a_developer_works_as_the_page_says(portal, visit):
    reader = visit(locale="en-GB", **DESK)
    reader.open("/developers/")
    reader.look("developers")
    key = portal.organization("rental")["api_key_test"]

    status, answer = portal.post(
        "/api/v1/verifications",
        {"code": "TEST-VALID", "purpose": "car-rental"},
        Authorization=f"Bearer {key}",
    )
    refused, problem = portal.post("/api/v1/verifications", {"code": "TEST-VALID", "purpose": "car-rental"})

    assert (status, answer["result"]) == (200, "valid")
    assert (refused, problem["status"]) == (401, 401)
    assert reader.open(problem["type"]) == 200
    reader.look("developers-problem")
