"""`make screenshots`: the pictures of README and docs, with dark twins, from a portal on throw-away data.

`ONLY=card,queue` takes some of them. Written to `docs/images`, or to the folder that PICTURES names.
"""

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw
from playwright.sync_api import Page, sync_playwright

from portal.runtime.processes import ROOT, NotPossible, free_port, say
from portal.runtime.visitors import LANGUAGES, PHONE, Portal, send, until
from tests.browser_fonts import browser_environment

LOADED = "document.fonts.status === 'loaded' && [...document.images].every(image => image.complete)"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"]
READY_SECONDS = 300
LARGEST = 300_000  # bytes a picture may have
GROUNDS = {"light": (255, 255, 255), "dark": (13, 17, 23)}  # what a page around the picture looks like
EDGES = {"light": (205, 210, 216), "dark": (61, 68, 77)}
CASE = "#result_list tbody tr:first-child th a"


def open_card(page: Page) -> None:
    page.goto("/wallet/")
    page.locator("main article .button").first.click()
    page.locator("[data-qr] svg").first.wait_for()


def card(portal: Portal, language: str, look: str, key: str = "driver_normal") -> Image.Image:
    page = portal.citizen(key, language, look)
    open_card(page)
    return picture(page, top="article.card")


def wallet(portal: Portal, language: str, look: str) -> Image.Image:
    page = portal.citizen("driver_normal", language, look)
    page.goto("/wallet/")
    return picture(page)


def abnormal(portal: Portal, language: str, look: str) -> Image.Image:
    return card(portal, language, look, "driver_abnormal")


def apply(portal: Portal, language: str, look: str) -> Image.Image:
    """The photo step, reached as everybody reaches it: bind the login, begin, agree."""
    key = "driver_no_license_yet"
    page, person = portal.citizen(key, language, look), portal.person(key)
    page.goto("/identity/?next=/licenses/apply/")
    if page.locator("main [name=id_number]").count():
        send(page, name=person["name"], id_number=person["id_number"])
        send(page)
        send(page, code=portal.last_code(person["phone"]))
        page.goto("/licenses/apply/")
        send(page, "form.buttons .button")
    page.goto("/licenses/apply/consent/")
    page.locator("main [name=answer][value=yes]").check(force=True)
    send(page)
    page.goto("/licenses/apply/photo/")
    return picture(page)


def result(portal: Portal, language: str, look: str) -> Image.Image:
    """What the officer sees after a check by the short code."""
    holder = portal.citizen("driver_normal", language, look)
    open_card(holder)
    short = holder.locator("[data-short]").inner_text()
    page = portal.staff("officer", language, look, PHONE)
    page.goto("/scan/")
    page.locator("main [name=code]").fill(short)
    page.locator("main button[type=submit]").click()
    page.locator(".answer img").first.wait_for()
    return picture(page)


def queue(portal: Portal, language: str, look: str) -> Image.Image:
    page = portal.staff("reviewer", language, look)
    page.goto("/admin/licenses/licenseapplication/?queue=waiting")
    return picture(page)


def case(portal: Portal, language: str, look: str) -> Image.Image:
    page = portal.staff("reviewer", language, look)
    page.goto("/admin/licenses/licenseapplication/?queue=waiting")
    with page.expect_navigation():
        page.locator(CASE).click()
    return picture(page)


def developers(portal: Portal, language: str, look: str) -> Image.Image:
    page = portal.page(language, look)
    page.goto("/developers/")
    return picture(page)


def landing(portal: Portal, language: str, look: str) -> Image.Image:
    page = portal.page(language, look)
    page.goto("/")
    return picture(page)


def design(portal: Portal, language: str, look: str) -> Image.Image:
    page = portal.page(language, look)
    page.goto("/design/")
    return picture(page)


def picture(page: Page, top: str = "body") -> Image.Image:
    """What the window shows from `top` on, once everything in it has loaded; closes the window."""
    page.wait_for_load_state("load")
    until(page, LOADED)
    page.evaluate("top => scrollTo(0, document.querySelector(top).offsetTop - 16)", top)
    shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    page.context.close()
    return shot


def triptych(parts: list[Image.Image], look: str) -> Image.Image:
    """Three phones side by side on the ground of the page that shows them."""
    width, height, gap = 520, 520 * PHONE[1] // PHONE[0], 40
    ground = Image.new("RGB", (3 * width + 4 * gap, height + 2 * gap), GROUNDS[look])
    mask = Image.new("L", (width, height), 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, width - 1, height - 1), radius=36, fill=255)
    draw = ImageDraw.Draw(ground)
    for place, part in enumerate(parts):
        left = gap + place * (width + gap)
        ground.paste(part.resize((width, height), Image.Resampling.LANCZOS), (left, gap), mask)
        edge = (left - 1, gap - 1, left + width, gap + height)
        draw.rounded_rectangle(edge, radius=37, outline=EDGES[look], width=2)
    return ground


SINGLE: dict[str, Callable[[Portal, str, str], Image.Image]] = {
    shot.__name__: shot for shot in (landing, wallet, apply, abnormal, queue, case, developers, design)
}


def take(portal: Portal, wanted: list[str]) -> Iterator[tuple[str, Image.Image]]:
    """Every picture with its name."""
    for language in LANGUAGES:
        if not wanted or "card" in wanted:
            cards = [card(portal, language, look) for look in GROUNDS]
            for look in GROUNDS:
                yield f"card-{language}-{look}", triptych([*cards, result(portal, language, look)], look)
        for name, shot in SINGLE.items():
            if not wanted or name in wanted:
                yield f"{name}-{language}", shot(portal, language, "light")
                yield f"{name}-{language}-dark", shot(portal, language, "dark")


def keep(image: Image.Image, path: Path) -> None:
    """Write a small PNG: as many colors as fit into the limit."""
    for colors in (256, 128, 64, 32):
        image.quantize(colors, dither=Image.Dither.NONE).save(path, optimize=True)
        if path.stat().st_size <= LARGEST:
            break
    say(f"{path.name}  {path.stat().st_size // 1000} kB")


@contextmanager
def running(folder: Path) -> Iterator[dict[str, Any]]:
    """A portal of its own, as `make run` starts it; ended afterwards. Gives its demo.json."""
    var = folder / "var"
    environment = {key: value for key, value in os.environ.items() if not key.endswith("_URL")}
    environment |= {"PORTAL_VAR": str(var), "PORT": str(free_port())}
    command = [sys.executable, "-m", "portal.runtime", "run"]
    process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + READY_SECONDS
        while not (var / "demo.json").exists():
            if process.poll() is not None or time.monotonic() > deadline:
                raise NotPossible("The portal for the pictures did not start; its messages are above.")
            time.sleep(0.2)
        yield json.loads((var / "demo.json").read_text("utf-8"))
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def main() -> int:
    target = Path(os.environ.get("PICTURES") or ROOT / "docs" / "images")
    target.mkdir(parents=True, exist_ok=True)
    wanted = [name for name in os.environ.get("ONLY", "").split(",") if name]
    with tempfile.TemporaryDirectory(prefix="portal-pictures-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        fonts: dict[str, Any] = browser_environment(folder / "fonts")
        with running(folder) as world, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"),
                args=QUIET,
                env=fonts,
            )
            for title, image in take(Portal(browser, world["base_url"], world), wanted):
                keep(image, target / f"{title}.png")
            browser.close()
    return 0
