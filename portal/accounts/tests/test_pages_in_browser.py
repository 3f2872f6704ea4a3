"""Signing in and saying who one is, in a real browser: clean pages, no CSP message, a passkey that works."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from portal.accounts.tests.factories import PASSWORD, OfficerFactory, PersonFactory
from portal.accounts.tests.test_staff import _totp
from portal.notices.models import SmsMessage
from portal.rollout.tests.factories import CityFactory
from tests.browser_fonts import browser_environment

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"]
PHONE = "+8619812340001"


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


class Visitor:
    """Somebody with a phone; every page they see must be clean."""

    def __init__(self, page: Page, address: str, language: str) -> None:
        self.page, self.address, self.language = page, address, language
        self.complaints: list[str] = []
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, place: str, name: str = "") -> None:
        self.page.goto(self.address + place)
        self.check(name)

    def send(self, button: str, picture: str = "", /, **typed: str) -> None:
        for field, value in typed.items():
            self.page.locator(f"main [name={field}]").first.fill(value)
        with self.page.expect_navigation():
            self.page.locator(f"main {button}").first.click()
        self.check(picture)

    def check(self, name: str) -> None:
        if not name:
            return
        self.page.wait_for_load_state("networkidle")
        folder = os.environ.get("PICTURES")
        if folder:
            self.page.screenshot(path=Path(folder) / f"{name}-{self.language}.png", full_page=True)
        try:
            found = Axe().run(self.page, options=RULES).response["violations"]
        except PlaywrightError:  # the page before was still on its way somewhere
            self.page.wait_for_load_state("networkidle")
            found = Axe().run(self.page, options=RULES).response["violations"]
        assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []
        wide = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{name} is wider than the phone"
        assert self.complaints == []


@pytest.fixture(params=["zh-CN", "en-GB"])
def visitor(request, live_server, chromium) -> Iterator[Visitor]:
    context = chromium.new_context(locale=request.param, viewport={"width": 390, "height": 844})
    context.set_default_timeout(10_000)
    yield Visitor(context.new_page(), live_server.url, request.param)
    context.close()


def _code(phone: str = PHONE) -> str:
    return SmsMessage.objects.filter(phone=phone).latest("pk").code


def _sign_in(visitor: Visitor, target: str = "/identity/") -> None:
    visitor.page.goto(f"{visitor.address}/accounts/login/?next={target}")
    visitor.send("form .button", phone=PHONE)
    visitor.send("form .button", code=_code())


def test_a_citizen_signs_in_and_says_who_they_are(visitor):
    person = PersonFactory(rare_name=True)
    CityFactory()

    visitor.open("/accounts/login/?next=/identity/", "login")
    visitor.send("form .button", "login-error", phone="123")
    visitor.send("form .button", "login-code", phone="198 1234 0001")
    visitor.send("form .button", "login-code-wrong", code=f"{(int(_code()) + 1) % 10**6:06}")
    visitor.send("form .button", "identity", code=_code())
    visitor.send("form .button", "identity-error", name="1", id_number="12")
    visitor.send("form .button", "identity-consent", name=person.name, id_number=person.id_number)
    visitor.send("form .button", "identity-proof")
    visitor.open("/identity/counter/", "identity-counter")
    visitor.open("/identity/", "identity-again")
    visitor.open("/identity/proof/")
    visitor.page.locator("main [name=code]").fill(_code(person.phone))
    visitor.page.locator("main form .button").first.click()
    visitor.page.wait_for_url("**/wallet/")
    visitor.complaints.clear()  # the wallet is somebody else's page

    visitor.open("/identity/", "identity-confirmed")
    visitor.open("/accounts/sessions/", "sessions")
    visitor.open("/accounts/logout/", "logout")


def test_at_the_counter_one_shows_a_number(visitor):
    city = CityFactory()
    person = PersonFactory()
    _sign_in(visitor)
    visitor.send("form .button", name=person.name, id_number=person.id_number)
    visitor.send("form .button")
    visitor.open("/identity/counter/")
    visitor.page.locator("main select").select_option(city.code)

    visitor.send("form .button", "identity-at-counter")

    assert "ED-" in visitor.page.inner_text("main")


def test_staff_enroll_an_app(visitor):
    officer = OfficerFactory(user__second_factor=False)
    visitor.open("/accounts/login/?next=/accounts/2fa/")
    visitor.page.locator("main summary").click()
    visitor.send("details .button", "2fa", login=officer.user.username, password=PASSWORD)
    visitor.open("/accounts/2fa/totp/activate/", "reauthenticate")
    visitor.send("form .button", "totp-activate", password=PASSWORD)


def test_staff_confirm_with_the_app(visitor):
    officer = OfficerFactory()
    visitor.open("/accounts/login/?next=/accounts/2fa/")
    visitor.page.locator("main summary").click()
    visitor.send("details .button", "2fa-authenticate", login=officer.user.username, password=PASSWORD)
    visitor.send("form .button", "2fa-on", code=_totp())
    visitor.open("/accounts/2fa/webauthn/add/", "2fa-reauthenticate")


def test_a_citizen_adds_a_passkey_and_signs_in_with_it(visitor):
    devtools = visitor.page.context.new_cdp_session(visitor.page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    _sign_in(visitor)

    visitor.open("/accounts/2fa/webauthn/add/", "passkey-add")
    visitor.page.locator("main [name=passwordless]").check()
    visitor.page.locator("#mfa_webauthn_add").click()
    visitor.page.wait_for_url("**/accounts/2fa/reauthenticate/**")
    visitor.check("passkey-added")
    assert Authenticator.objects.filter(type="webauthn").count() == 1
    visitor.open("/accounts/2fa/webauthn/reauthenticate/?next=/accounts/2fa/recovery-codes/", "passkey-again")
    visitor.page.locator("#mfa_webauthn_reauthenticate").click()
    visitor.page.wait_for_url("**/accounts/2fa/recovery-codes/")
    visitor.check("recovery-codes")
    visitor.open("/accounts/2fa/webauthn/", "passkeys")

    visitor.open("/accounts/logout/")
    visitor.send("form .button")
    visitor.complaints.clear()
    visitor.open("/accounts/login/")
    visitor.page.locator("#passkey_login").click()
    visitor.page.wait_for_url("**/identity/")

    assert visitor.complaints == []
