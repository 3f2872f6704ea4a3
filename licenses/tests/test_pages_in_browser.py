"""The pages of an application in a real browser: keyboard-sized steps, no CSP message, no axe violation."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

from licenses.models import DriverLicense, LicenseApplication
from licenses.tests.factories import LicenseApplicationFactory, picture
from portal.accounts.tests.factories import UserFactory
from portal.rollout.models import Activation
from portal.rollout.tests.factories import ActivationFactory
from tests.browser_fonts import browser_environment

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"]


@pytest.fixture
def chromium(transactional_db, tmp_path) -> Iterator[Browser]:
    """One browser a test: while its loop runs, Django opens other connections than the fixtures' ones."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps a loop in this thread; we use none
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=subprocess.check_output(["which", "chromium"], text=True).strip(),
            args=QUIET,
            env=browser_environment(tmp_path),
        )
        yield browser
        browser.close()


class Visitor:
    """A phone in the hands of the license's holder; every page it sees must be clean."""

    def __init__(self, page: Page, address: str, language: str) -> None:
        self.page, self.address, self.language = page, address, language
        self.complaints: list[str] = []
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, path: str) -> None:
        self.page.goto(self.address + path)

    def press(self, pattern: str) -> None:
        with self.page.expect_navigation():
            self.page.locator(f"main {pattern}").first.click()

    def check(self, name: str) -> None:
        folder = os.environ.get("PICTURES")
        if folder:
            self.page.screenshot(path=Path(folder) / f"{name}-{self.language}.png", full_page=True)
        found = Axe().run(self.page, options=RULES).response["violations"]
        assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []
        wide = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{name} is wider than the phone"
        assert self.complaints == []


@pytest.fixture
def session(license, client: Client) -> str:
    user = UserFactory(person=license.person)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.cookies[django_settings.SESSION_COOKIE_NAME].value


@pytest.fixture(params=["zh-CN", "en-GB"])
def visitor(request, live_server, session, chromium) -> Iterator[Visitor]:
    context = chromium.new_context(
        locale=request.param, viewport={"width": 390, "height": 844}, java_script_enabled=True
    )
    name = django_settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": session, "url": live_server.url}])
    yield Visitor(context.new_page(), live_server.url, request.param[:2])
    context.close()


def test_the_way_from_start_to_reference_is_clean(visitor, tmp_path):
    photo = tmp_path / "me.jpg"
    photo.write_bytes(picture("#ffffff"))
    visitor.open("/licenses/apply/")
    visitor.check("start")
    visitor.press("form .button")
    visitor.check("consent")
    visitor.press("form .button")
    visitor.check("consent-error")
    visitor.page.locator("input[value=yes]").check()
    visitor.press("form .button")
    visitor.check("found")
    visitor.press(".buttons .button")
    visitor.check("photo")
    visitor.page.locator("input[value=upload]").check()
    visitor.page.locator("input[type=file]").set_input_files(photo)
    visitor.press("form .button")
    visitor.check("answers")
    visitor.press("form .button")
    visitor.check("done")
    visitor.press(".buttons .button")
    visitor.check("tracker")

    assert LicenseApplication.objects.get().status == "in_review"


def test_every_other_state_of_the_pages_is_clean(visitor, license):
    rows = {
        trait: LicenseApplicationFactory(license=license, **{trait: True})
        for trait in ("refused", "withdrawn", "needs_action")
    }
    for trait, row in rows.items():
        visitor.open(f"/licenses/applications/{row.reference}/")
        visitor.check(trait)
    visitor.open(f"/licenses/applications/{rows['needs_action'].reference}/withdraw/")
    visitor.check("withdraw")
    visitor.open("/licenses/apply/")
    visitor.check("start-open")
    LicenseApplication.objects.open().delete()
    DriverLicense.objects.update(status_letters="BS")
    visitor.open("/licenses/apply/")
    visitor.check("start-refused")
    DriverLicense.objects.update(status_letters="A")
    Activation.objects.all().delete()
    ActivationFactory(planned=True)
    visitor.open("/licenses/apply/")
    visitor.check("start-closed")
    DriverLicense.objects.filter(pk=license.pk).update(person=UserFactory(bound=True).person)
    visitor.open("/licenses/apply/")
    visitor.check("start-no-license")
