"""People at a browser: a citizen with a phone, staff at a desk. Every page they look at must be clean."""

import io
from pathlib import Path
from typing import Any

import pyotp
from PIL import Image
from playwright.sync_api import Browser, Locator

from tests.barcodes import qr_codes_in
from tests.running import RunningPortal
from tests.windows import DESK as DESK
from tests.windows import PHONE as PHONE
from tests.windows import SMALL as SMALL
from tests.windows import Window


class Visitor(Window):
    """A window at a running portal, with an address of its own, whose people can sign in."""

    def __init__(self, browser: Browser, portal: RunningPortal, **options: Any) -> None:
        self.portal = portal
        headers = {"X-Forwarded-For": portal.new_address()}
        super().__init__(browser, portal.address, extra_http_headers=headers, **options)

    def sign_in(self, phone: str, then: str = "/wallet/") -> None:
        """As every citizen does: the phone number, then the code that was sent to it."""
        before = len(self.portal.messages(phone))
        self.open(f"/accounts/login/?next={then}")
        self.send(phone=phone)
        self.send(code=self.portal.code_sent_to(phone, before))

    def confirm(self, phone: str, button: str, name: str = "") -> None:
        """Press what gives somebody rights, then enter the code that comes; with a name, look at the page."""
        before = len(self.portal.messages(phone))
        self.press(button)
        if name:
            self.look(name)
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
        """The QR code as an independent decoder reads it."""
        (code,) = qr_codes_in(picture_of(self.page.locator("[data-qr]").first))
        return code


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
