"""People of the demonstration in a browser: each signs in once, the way everybody does."""

import json
import time
import urllib.request
from dataclasses import dataclass, field
from typing import Any

import pyotp
from playwright.sync_api import Browser, Page

PHONE, DESK = (390, 900), (1200, 800)
LANGUAGES = {"zh": "zh-CN", "en": "en-GB"}


@dataclass
class Portal:
    """The running portal and the people of its demonstration."""

    browser: Browser
    address: str
    world: dict[str, Any]
    signed_in: dict[str, list[Any]] = field(default_factory=dict)  # cookies: each person signs in once

    def person(self, key: str) -> dict[str, Any]:
        people = [*self.world["citizens"], *self.world["staff"]]
        return next(person for person in people if person["key"] == key)

    def page(self, language: str, look: str, size: tuple[int, int] = DESK) -> Page:
        context = self.browser.new_context(
            base_url=self.address,
            locale=LANGUAGES[language],
            timezone_id="Asia/Shanghai",
            color_scheme="dark" if look == "dark" else "light",
            viewport={"width": size[0], "height": size[1]},
            device_scale_factor=2 if size == PHONE else 1,
            reduced_motion="reduce",
        )
        # the hint of a first card has been seen
        context.add_cookies([{"name": "coach", "value": "seen", "url": self.address}])
        context.set_default_timeout(20_000)
        return context.new_page()

    def last_code(self, phone: str) -> str:
        with urllib.request.urlopen(f"{self.address}/demo/sms/?phone={phone}", timeout=10) as answer:
            return str(json.loads(answer.read())[0]["code"])

    def citizen(self, key: str, language: str, look: str) -> Page:
        """A page on which this citizen has signed in by phone and code."""
        page = self.page(language, look, PHONE)
        if not self._known(page, key):
            phone = self.person(key)["phone"]
            page.goto("/accounts/login/?next=/me/")
            send(page, phone=phone)
            send(page, code=self.last_code(phone))
            self.signed_in[key] = page.context.cookies()
        return page

    def staff(self, key: str, language: str, look: str, size: tuple[int, int] = DESK) -> Page:
        """A page on which this member of staff has signed in with both factors."""
        page, person = self.page(language, look, size), self.person(key)
        if not self._known(page, key):
            page.goto("/accounts/login/?next=/accounts/2fa/")
            page.locator("main summary").click()
            page.locator("main [name=login]").fill(person["username"])
            page.locator("main [name=password]").fill(person["password"])
            with page.expect_navigation():
                page.locator("main details .button").click()
            send(page, code=pyotp.TOTP(person["totp_secret"]).now())
            self.signed_in[key] = page.context.cookies()
        return page

    def _known(self, page: Page, key: str) -> bool:
        page.context.add_cookies(self.signed_in.get(key, []))
        return key in self.signed_in


def until(page: Page, expression: str, seconds: float = 15) -> None:
    """Until the expression holds; asked from outside, for the policy of the pages forbids it inside."""
    deadline = time.monotonic() + seconds
    while not page.evaluate(expression):
        if time.monotonic() > deadline:
            raise TimeoutError(expression)
        page.wait_for_timeout(50)


def send(page: Page, button: str = "form .button", /, **typed: str) -> None:
    """Fill fields by their names and press the first button."""
    for name, value in typed.items():
        page.locator(f"main [name={name}]").first.fill(value)
    with page.expect_navigation():
        page.locator(f"main {button}").first.click()
