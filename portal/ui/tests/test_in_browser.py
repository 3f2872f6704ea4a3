"""The components in a real browser: the code renews itself, the scanner reads, the look obeys the visitor."""

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Browser, Page

from portal.ui.tests.urls import World, code_text
from tests.barcodes import qr_codes_in
from tests.browsers import running_chromium
from tests.windows import RULES

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

VERDICT = {
    "tone": "normal",
    "title": "Valid",
    "sentence": "The license is in force.",
    "rows": [{"label": "Name", "value": "陈䶮", "lang": "zh-Hans"}],
    "photo_url": None,
    "checked_at": "2026-11-22T01:30:15Z",
    "reference": "ver_1",
}


def _camera_film(target: Path, text: str) -> Path:
    """A film of one still picture: the code on grey, as Chromium's fake camera reads it."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    picture = Image.fromarray(np.array(code.to_image(scale=6)))
    frame = Image.new("L", (640, 480), 190)
    frame.paste(picture, ((640 - picture.width) // 2, (480 - picture.height) // 2))
    grey = bytes([128]) * (640 * 480 // 2)
    with target.open("wb") as film:
        film.write(b"YUV4MPEG2 W640 H480 F10:1 Ip A1:1 C420jpeg\n")
        for _ in range(10):
            film.write(b"FRAME\n" + frame.tobytes() + grey)
    return target


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One for all tests here; its camera sees a code."""
    folder = tmp_path_factory.mktemp("chromium")
    with running_chromium(folder, _camera_film(folder / "code.y4m", code_text(7))) as browser:
        yield browser


@pytest.fixture
def world(settings) -> type[World]:
    settings.ROOT_URLCONF = "portal.ui.tests.urls"
    World.lifetime, World.status, World.number, World.checked = 60.0, 200, 0, []
    World.verdict = staticmethod(lambda code: {**VERDICT, "sentence": code})
    return World


@pytest.fixture
def page(chromium, world, live_server) -> Iterator[Page]:
    """A phone; whatever the browser complains about fails the test, unless the test expects it."""
    context = chromium.new_context(
        viewport={"width": 412, "height": 915}, locale="en-US", base_url=live_server.url
    )
    page = context.new_page()
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    yield page
    context.close()


def read_screen(page: Page, selector: str) -> str | None:
    """What an independent decoder reads from a picture of the screen."""
    picture = Image.open(io.BytesIO(page.locator(selector).first.screenshot()))
    found = qr_codes_in(picture)
    return found[0] if found else None


def test_the_code_renews_itself_before_its_end_without_a_reload(page, world):
    world.lifetime = 6
    page.goto("/card/")
    first = read_screen(page, ".card [data-qr]")
    page.evaluate("window.loadedOnce = true")

    page.get_by_text("NEWER001").wait_for(timeout=7000)

    assert first == code_text(0)
    assert read_screen(page, ".card [data-qr]") == code_text(1)
    assert page.evaluate("window.loadedOnce")
    assert page.complaints == []


def test_a_dead_code_never_stays_on_the_screen(page, world):
    world.lifetime, world.status = 4, 503
    page.goto("/card/")

    page.get_by_text("could not be renewed").first.wait_for(timeout=8000)

    assert page.locator(".qr").count() == 0
    assert "OLDER222" not in page.inner_text("main")


def test_a_code_comes_back_with_the_network(page, world):
    world.lifetime, world.status = 3, 503
    page.goto("/card/")
    page.locator("[data-gone]").wait_for(timeout=8000)

    world.lifetime, world.status = 60, 200

    page.get_by_text("NEWER").wait_for(timeout=8000)
    assert read_screen(page, ".card [data-qr]") == code_text(world.number)


def test_a_refused_renewal_takes_the_code_away_at_once(page, world):
    page.goto("/card/")
    world.status = 404

    page.get_by_text("Renew now").click()

    page.locator("[data-gone]").wait_for(timeout=3000)
    assert page.locator(".qr").count() == 0


def test_a_wrong_clock_of_the_phone_changes_nothing(page, world):
    page.clock.install(time=timezone.now() + timedelta(hours=3))
    page.goto("/card/")
    page.clock.run_for(3000)
    assert read_screen(page, ".card [data-qr]") == code_text(0)
    assert world.number == 0


def test_the_whole_screen_shows_the_same_code(page):
    page.goto("/card/")
    page.get_by_text("Show in full screen").click()
    assert read_screen(page, "dialog[open] [data-qr]") == code_text(0)


def test_without_script_the_card_still_shows_its_code_and_how_long_it_works(chromium, world, live_server):
    context = chromium.new_context(java_script_enabled=False, base_url=live_server.url, locale="en-US")
    page = context.new_page()
    page.goto("/card/")
    assert read_screen(page, ".card [data-qr]") == code_text(0)
    assert "Works until" in page.inner_text(".count")
    context.close()


def test_the_camera_reads_a_code_and_the_answer_fills_the_screen(page, world):
    page.goto("/scan/")
    page.get_by_text("Scan with the camera").click()

    page.locator("#answer[open]").wait_for(timeout=15000)

    assert page.get_attribute("#answer", "data-tone") == "normal"
    assert (world.checked[0]["code"], world.checked[0]["purpose"]) == (code_text(7), "roadside")
    assert "陈䶮" in page.inner_text("#answer")
    assert page.complaints == []


def test_the_screen_is_never_green_without_an_answer(page, world):
    world.status = 500
    page.goto("/scan/")
    page.fill("[name=code]", "7KQ2M9XW")
    page.keyboard.press("Enter")

    page.locator("#answer[open]").wait_for()

    assert page.get_attribute("#answer", "data-tone") == "unknown"
    assert "Not checked" in page.inner_text("#answer")


def test_a_typed_code_is_checked_and_the_next_one_is_one_press_away(page, world):
    page.goto("/scan/")
    page.fill("[name=code]", "7KQ2M9XW")
    page.keyboard.press("Enter")
    page.locator("#answer[open]").wait_for()
    page.get_by_text("Next check").click()

    assert page.locator("#answer[open]").count() == 0
    assert page.input_value("[name=code]") == ""
    assert page.evaluate("document.activeElement.name") == "code"


def test_without_script_a_typed_code_is_checked_by_the_form(chromium, world, live_server):
    context = chromium.new_context(java_script_enabled=False, base_url=live_server.url, locale="en-US")
    page = context.new_page()
    page.goto("/scan/")
    page.fill("[name=code]", "7KQ2M9XW")
    page.locator("form#scan [data-once]").click()
    assert "Valid" in page.inner_text("#answer")
    page.get_by_text("Next check").click()
    assert page.locator("#answer[open]").count() == 0
    context.close()


def test_wrong_input_moves_the_focus_to_the_list_of_problems(page):
    page.goto("/form/")
    page.evaluate("document.querySelector('main form').noValidate = true")
    page.get_by_role("button", name="Go").click()
    assert page.evaluate("document.activeElement.className") == "error-summary"
    page.get_by_role("link", name="Phone: This field is required.").click()
    assert page.evaluate("document.activeElement.id") == "id_phone"


def test_two_quick_presses_send_a_form_once(page, world):
    page.goto("/form/")
    page.evaluate("document.querySelector('main form').noValidate = true")
    page.route("**/form/", lambda route: route.fulfill(status=204))  # 204: the page stays
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)

    for _ in range(3):
        page.evaluate("document.querySelector('main form .button').click()")
        page.wait_for_timeout(150)

    assert len(sent) == 1


def test_a_polled_part_is_replaced_until_it_is_done_then_the_page_is(page, world):
    page.goto("/poll/")
    page.get_by_text("round 1").wait_for(timeout=6000)
    page.get_by_text("It is over.").wait_for(timeout=6000)
    page.wait_for_timeout(1500)
    assert world.number == 2


def test_the_language_switch_stays_on_the_page(page):
    page.goto("/form/?a=1")
    page.get_by_role("button", name="中文").click()
    assert page.url.endswith("/form/?a=1")
    assert page.evaluate("document.documentElement.lang") == "zh-hans"


def test_the_look_is_kept_in_the_page_from_the_server(page):
    page.goto("/form/")
    page.get_by_role("button", name="Dark", exact=True).click()
    page.get_by_role("button", name="Large view").click()
    assert page.get_attribute("html", "data-theme") == "dark"
    assert page.get_attribute("html", "data-view") == "elder"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "address", ["/card/", "/card/?tone=abnormal", "/card/?tone=void", "/scan/", "/form/", "/nowhere/"]
)
def test_every_component_is_accessible_and_obeys_the_content_policy(page, address, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto(address)
    broken_rules = list(page.complaints)
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found] == []
    assert [c for c in broken_rules if "404" not in c] == []
