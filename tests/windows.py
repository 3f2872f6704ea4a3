"""A window of a browser that remembers every complaint and knows what a clean page is."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from portal.runtime.visitors import until

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
CONTRAST = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "target-size"]},
    "resultTypes": ["violations"],
}
PHONE: dict[str, Any] = {  # Playwright's "Pixel 7"
    "viewport": {"width": 412, "height": 839},
    "device_scale_factor": 2.625,
    "is_mobile": True,
    "has_touch": True,
}
DESK: dict[str, Any] = {"viewport": {"width": 1200, "height": 800}}
SMALL: dict[str, Any] = {"viewport": {"width": 320, "height": 640}}
NO_COMPLAINTS = ("the server responded with a status of", "Password forms should have")
AXE = Axe().axe_script
CHECKS = Path(__file__).with_name("page_checks.js").read_text("utf-8")
SAMPLES = (
    "Mozilla/",
    "Safari/",
    "苏州 or Suzhou",
    "中文",
    "示范租车",
    "陈晓雨",
    "batch, service, city, opens_at",
    "李警官",
)  # browsers, what may be typed, the language itself, names of the demonstration
DATA_OF_STAFF = ", td, th, dd, .readonly, .breadcrumbs, h1, h2, a:not(.button), .about, .data"


class Window:
    """One browser context with one page at one address; whatever the browser says against it is kept."""

    def __init__(self, browser: Browser, address: str, **options: Any) -> None:
        self.address = address
        self.options = {
            "locale": "zh-CN",
            "timezone_id": "Asia/Shanghai",
            "reduced_motion": "reduce",
        } | options
        self.context = browser.new_context(base_url=address, **self.options)
        self.context.set_default_timeout(15_000)
        self.complaints: list[str] = []
        self.requests: list[tuple[str, str]] = []
        self.page: Page = self.context.new_page()
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.requests.append((request.method, request.url)))

    def _on_console(self, message: Any) -> None:
        if not any(words in message.text for words in NO_COMPLAINTS):
            self.complaints.append(message.text)

    def open(self, path: str, name: str = "") -> int:
        """Go to the path and answer the status; with a name, look at the page as well."""
        answer = self.page.goto(path)
        if name:
            self.look(name)
        return answer.status if answer else 0

    def press(self, selector: str) -> None:
        """Press what leads to another page."""
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()

    def send(self, button: str = "form .button", name: str = "", /, **typed: str) -> None:
        """Fill fields by name, then press the button; with a name, look at the page that comes."""
        for field, value in typed.items():
            self.page.locator(f"main [name={field}]").first.fill(value)
        self.press(f"main {button}")
        if name:
            self.look(name)

    def text(self, selector: str = "main") -> str:
        return self.page.locator(selector).first.inner_text()

    def set_cookies(self, cookies: dict[str, str]) -> None:
        self.context.add_cookies(
            [{"name": name, "value": value, "url": self.address} for name, value in cookies.items()]
        )

    def elsewhere(self) -> list[str]:
        """Requests that did not go to the portal."""
        return [url for _, url in self.requests if not url.startswith((self.address, "data:", "blob:"))]

    def said(self) -> list[str]:
        """What the browser has complained about since it was asked last."""
        found = [*self.complaints, *(f"asked {url}" for url in self.elsewhere())]
        self.complaints.clear()
        self.requests.clear()
        return found

    def violations(self, rules: dict[str, Any] = RULES) -> list[str]:
        """The rules of access that the page breaks; a page that was still on its way is looked at again."""
        try:
            found = self._axe(rules)
        except PlaywrightError:
            self._settle()
            found = self._axe(rules)
        self.complaints.clear()  # axe reads style sheets in a way that the policy reports
        return [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]

    def _axe(self, rules: dict[str, Any]) -> list[dict[str, Any]]:
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE)
        return list(self.page.evaluate("async rules => (await axe.run(rules)).violations", rules))

    def until(self, expression: str) -> None:
        until(self.page, expression)

    def checks(self, *, language: str = "", apart: str = "", targets: bool = False) -> list[str]:
        """Width, and if wished text in the wrong language, size of targets and focus behind the tabs."""
        options = {"language": language, "apart": apart, "samples": list(SAMPLES), "targets": targets}
        try:
            return list(self.page.evaluate(CHECKS, options))
        except PlaywrightError:  # the page was still on its way
            self._settle()
            return list(self.page.evaluate(CHECKS, options))

    def faults(self, *, slowly: bool = True) -> list[str]:
        """What is wrong with the page that is open now; `slowly` with the rules of access."""
        return [*self.said(), *self.checks(), *(self.violations() if slowly else [])]

    def look(self, name: str) -> None:
        """Take a picture if somebody wants to see it, and find nothing wrong with the page."""
        self._settle()
        self.keep_picture(name)
        assert (name, self.faults()) == (name, [])

    def _settle(self) -> None:
        """Until nothing is loaded any more; a page that asks again and again is looked at as it is."""
        self.page.wait_for_load_state("load")
        with suppress(PlaywrightTimeout):
            self.page.wait_for_load_state("networkidle", timeout=5000)

    def keep_picture(self, name: str) -> None:
        if folder := os.environ.get("PICTURES"):
            look = self.options.get("color_scheme", "light")
            width = (self.page.viewport_size or {"width": 1280})["width"]
            title = f"{name}-{self.options['locale'][:2]}-{look}-{width}.png"
            self.page.screenshot(path=Path(folder) / title, full_page=True)

    def close(self) -> None:
        self.context.close()
