"""The desk in a real browser: sending back, and a case worked through by keys alone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Browser, Page

from licenses.models import LicenseApplication
from licenses.tests.factories import DriverLicenseFactory, LicenseApplicationFactory
from portal.backoffice.models import ReadyText
from portal.backoffice.tests.staff import client_of, officer, superuser
from portal.core.actors import Actor
from portal.credentials import keys
from portal.rollout.tests.factories import ActivationFactory
from tests.windows import RULES

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _signed_in(browser: Browser, live_server, *, who=None) -> Page:
    context = browser.new_context(locale="en-US", viewport={"width": 1280, "height": 900})
    cookie = client_of(who or superuser(), fresh=True).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.complaints = []
    page.on("console", lambda message: message.type == "error" and page.complaints.append(message.text))
    page.on("response", lambda answer: answer.status >= 400 and page.complaints.append(answer.url))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    return page


def _case() -> LicenseApplication:
    keys.ensure_keys(actor=Actor.system("test"), at=timezone.now())
    opening = ActivationFactory()
    license = DriverLicenseFactory(city=opening.city, with_photo=True, points=12)
    return LicenseApplicationFactory(overdue=True, license=license)


def _text() -> ReadyText:
    return ReadyText.objects.create(
        use="license-send-back",
        reason="photo_blurred",
        name="again",
        text_zh="请重拍。",
        text_en="Again.",
    )


def test_a_case_is_sent_back_in_the_browser(chromium, live_server):
    case = _case()
    page = _signed_in(chromium, live_server)
    page.goto(f"{live_server.url}/admin/licenses/licenseapplication/{case.pk}/change/")

    page.get_by_role("button", name="Show the ID number").click()
    assert page.locator(".secret").inner_text().startswith("99")
    page.get_by_role("link", name="Back", exact=True).click()
    page.get_by_role("link", name="Send back").click()
    page.get_by_label("The photo is blurred").check()
    page.get_by_role("button", name="Continue").click()

    page.locator("blockquote").nth(1).wait_for()  # the preview in both languages is on its way
    assert page.locator("blockquote").count() == 2
    assert page.complaints == []
    assert not Axe().run(page, options=RULES).response["violations"]


def test_a_case_is_worked_through_by_keys_alone_and_read_before_it_is_sent(chromium, live_server):
    keys.ensure_keys(actor=Actor.system("test"), at=timezone.now())
    city, text = ActivationFactory().city, _text()
    traits = ("overdue", "in_review")
    rows = [LicenseApplicationFactory(**{trait: True}, license__city=city) for trait in traits]
    reviewer = officer(cities=[city])
    page = _signed_in(chromium, live_server, who=reviewer)
    page.goto(f"{live_server.url}/admin/licenses/licenseapplication/?queue=waiting")
    page.locator("[data-desk-keys]").wait_for()

    page.locator("#searchbar").fill("jk?n")  # in a field the keys are letters
    assert page.locator("#searchbar").input_value() == "jk?n"
    page.locator("#searchbar").blur()
    page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert rows[0].reference in page.title()
    with page.expect_navigation():
        page.keyboard.press("r")

    page.get_by_label("Ready text").select_option(str(text.pk))
    with page.expect_navigation():
        page.get_by_role("button", name="Continue").click()
    read = page.locator("blockquote")
    assert [part.get_attribute("lang") for part in read.all()] == ["zh-Hans", "en"]
    assert "请重拍。" in read.first.inner_text()
    assert not Axe().run(page, options=RULES).response["violations"]
    with page.expect_navigation():
        page.get_by_role("button", name="Send back").click()

    assert rows[1].reference in page.title()  # the next case is open, and in the officer's hands
    rows[0].refresh_from_db()
    rows[1].refresh_from_db()
    assert (rows[0].status, rows[0].reason_note) == ("needs_action", "请重拍。\nAgain.")
    assert rows[1].claimed_by == reviewer
    page.locator("[data-desk-keys] summary").click()
    page.get_by_role("button", name="Switch the single keys off").click()
    page.keyboard.press("a")
    page.wait_for_timeout(100)
    assert "/act/" not in page.url
    assert [line for line in page.complaints if "axe" not in line] == []
