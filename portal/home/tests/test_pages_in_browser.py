"""Start page, wallet, progress, my page, cities and developer pages in a real browser, in every look."""

import os
import subprocess
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from licenses.tests.factories import LicenseApplicationFactory
from portal.accounts.tests.factories import UserFactory
from portal.credentials.tests.factories import issued
from portal.rollout.tests.factories import ActivationFactory, CityFactory
from tests.browser_fonts import browser_environment

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"]
PAGES = (
    "/",
    "/?city=苏州",
    "/?province=320000",
    "/?city=nowhere",
    "/rollout/",
    "/rollout/?province=330000",
    "/developers/",
    "/developers/errors/invalid/",
    "/wallet/",
    "/progress/",
    "/me/",
)
LOOKS = (("zh-CN", "light", ""), ("en-GB", "dark", ""), ("zh-CN", "light", "elder"))


@pytest.fixture
def chromium(transactional_db, tmp_path) -> Iterator[Browser]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps a loop in this thread; we use none
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=subprocess.check_output(["which", "chromium"], text=True).strip(),
            args=QUIET,
            env=browser_environment(tmp_path),
        )
        yield browser
        browser.close()


@pytest.fixture
def session(transactional_db, client: Client) -> str:
    """The login of somebody with a license, a draft and a planned city."""
    credential = issued()
    user = UserFactory(person=credential.holder)
    LicenseApplicationFactory(approved=True, license=credential.holder.driver_license, credential=credential)
    ActivationFactory(city=CityFactory(other=True), planned=True)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.cookies[django_settings.SESSION_COOKIE_NAME].value


def phone(browser: Browser, address: str, session: str, look: tuple[str, str, str]) -> BrowserContext:
    language, colors, view = look
    context = browser.new_context(
        locale=language,
        color_scheme=colors,  # type: ignore[arg-type]
        viewport={"width": 390, "height": 844},
        base_url=address,
    )
    cookies = {django_settings.SESSION_COOKIE_NAME: session} | ({"view": view} if view else {})
    context.add_cookies([{"name": name, "value": value, "url": address} for name, value in cookies.items()])
    return context


@pytest.mark.parametrize("look", LOOKS)
def test_every_page_is_accessible_and_obeys_the_policy(chromium, live_server, session, look):
    context = phone(chromium, live_server.url, session, look)
    page, complaints = context.new_page(), []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))

    for path in PAGES:
        page.goto(path)
        found = Axe().run(page, options=RULES).response["violations"]

        assert [(path, rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
        assert complaints == [], path
    context.close()


def test_the_page_to_try_the_api_runs_under_the_policy(chromium, live_server, session):
    context = phone(chromium, live_server.url, session, LOOKS[0])
    page, complaints = context.new_page(), []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))

    page.goto("/api/v1/docs/")
    page.locator(".opblock-summary-control").first.click()
    page.locator(".btn.execute").first.wait_for()
    found = Axe().run(page, options=RULES).response["violations"]

    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []
    assert complaints == []
    context.close()


def test_my_city_is_found_without_a_script(chromium, live_server, session):
    context = chromium.new_context(locale="en-GB", java_script_enabled=False, base_url=live_server.url)
    page = context.new_page()

    page.goto("/")
    page.fill("[name=city]", "苏州")
    page.click("form[role=search] button")

    assert "Yes. You can apply" in page.inner_text("main")
    context.close()
