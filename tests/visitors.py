"""People at a browser: a citizen with a phone, staff at a desk. Every page they look at must be clean."""

import io
import os
from pathlib import Path
from typing import Any

import numpy as np
import pyotp
import zxingcpp
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Locator, Page

from tests.running import RunningPortal

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}
PHONE: dict[str, Any] = {  # Playwright's "Pixel 7"
    "viewport": {"width": 412, "height": 839},
    "device_scale_factor": 2.625,
    "is_mobile": True,
    "has_touch": True,
}
DESK: dict[str, Any] = {"viewport": {"width": 1200, "height": 800}}
SMALL: dict[str, Any] = {"viewport": {"width": 320, "height": 640}}
NO_COMPLAINTS = ("the server responded with a status of", "Password forms should have")


class Visitor:
    """One browser context with one page; remembers what the browser has complained about."""

    def __init__(self, browser: Browser, portal: RunningPortal, **options: Any) -> None:
        options = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", "reduced_motion": "reduce"} | options
        self.portal, self.options = portal, options
        headers = {"X-Forwarded-For": portal.new_address()}
        self.context = browser.new_context(base_url=portal.address, extra_http_headers=headers, **options)
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

    def open(self, path: str) -> int:
        answer = self.page.goto(path)
        return answer.status if answer else 0

    def press(self, selector: str) -> None:
        """Press what leads to another page."""
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()

    def send(self, button: str = "form .button", /, **typed: str) -> None:
        """Fill fields by name, then press the button."""
        for name, value in typed.items():
            self.page.locator(f"main [name={name}]").first.fill(value)
        self.press(f"main {button}")

    def text(self, selector: str = "main") -> str:
        return self.page.locator(selector).first.inner_text()

    def elsewhere(self) -> list[str]:
        """Requests that did not go to the portal."""
        return [
            url for _, url in self.requests if not url.startswith((self.portal.address, "data:", "blob:"))
        ]

    def faults(self, *, slowly: bool = True) -> list[str]:
        """What is wrong with the page that is open now; `slowly` with the rules of access."""
        found = [*self.complaints, *(f"asked {url}" for url in self.elsewhere())]
        wide = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wide > 0:
            found.append(f"{wide} pixels wider than the window")
        violations = Axe().run(self.page, options=RULES).response["violations"] if slowly else []
        for rule in violations:
            found += [f"{rule['id']}: {node['html'][:200]}" for node in rule["nodes"]]
        self.complaints.clear()
        return found

    def look(self, name: str) -> None:
        """Take a picture if somebody wants to see it, and find nothing wrong with the page."""
        self.keep_picture(name)
        assert (name, self.faults()) == (name, [])

    def keep_picture(self, name: str) -> None:
        if folder := os.environ.get("PICTURES"):
            look = self.options.get("color_scheme", "light")
            width = self.options.get("viewport", {}).get("width", 1280)
            title = f"{name}-{self.options['locale'][:2]}-{look}-{width}.png"
            self.page.screenshot(path=Path(folder) / title, full_page=True)

    def sign_in(self, phone: str, then: str = "/wallet/") -> None:
        """As every citizen does: the phone number, then the code that was sent to it."""
        before = len(self.portal.messages(phone))
        self.open(f"/accounts/login/?next={then}")
        self.send(phone=phone)
        self.send(code=self.portal.code_sent_to(phone, before))

    def sign_in_as_staff(self, key: str) -> None:
        """Password, then the six digits of the app."""
        member = self.portal.staff(key)
        self.open("/accounts/login/?next=/admin/")
        self.page.locator("main summary").first.click()
        self.page.locator("main [name=login]").fill(member["username"])
        self.page.locator("main [name=password]").fill(member["password"])
        self.press("main details .button")
        self.send(code=pyotp.TOTP(member["totp_secret"]).now())
        self.portal.sessions[key] = self.context.storage_state()

    def code_on_screen(self) -> str:
        """The QR code as an independent decoder reads it from a picture of the screen."""
        found = zxingcpp.read_barcodes(np.array(picture_of(self.page.locator("[data-qr]").first)))
        assert len(found) == 1
        return found[0].text


def picture_of(place: Locator) -> Image.Image:
    return Image.open(io.BytesIO(place.screenshot())).convert("L")


def film_of(picture: Image.Image, target: Path) -> None:
    """One still picture as a film, as the fake camera of Chromium wants it."""
    width, height = 640, 480
    side = height - 80
    frame = Image.new("L", (width, height), 200)
    small = picture.resize((side, side * picture.height // picture.width), Image.Resampling.LANCZOS)
    frame.paste(small, ((width - small.width) // 2, (height - small.height) // 2))
    gray = bytes([128]) * (width * height // 2)
    with target.open("wb") as film:
        film.write(f"YUV4MPEG2 W{width} H{height} F10:1 Ip A1:1 C420jpeg\n".encode())
        for _ in range(10):
            film.write(b"FRAME\n" + frame.tobytes() + gray)
