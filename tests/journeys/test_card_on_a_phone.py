"""Journey 2 on small screens and bad days: fold, bad camera, no script, no network, nobody looking."""

import re

import pytest
from PIL import Image, ImageFilter

from tests.barcodes import qr_codes_in
from tests.visitors import picture_of
from tests.windows import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.processes]
NARROW = {"viewport": {"width": 360, "height": 640}, "device_scale_factor": 1, "is_mobile": True}
QR = "[data-qr] > svg.qr"
COVERED = """() => {
  const box = document.querySelector('[data-qr] > svg.qr').getBoundingClientRect();
  const spots = [[box.left, box.top], [box.right, box.top], [box.left, box.bottom], [box.right, box.bottom]];
  const inside = ([x, y]) => document.elementFromPoint(
    x + Math.sign(box.left + box.width / 2 - x) * 2, y + Math.sign(box.top + box.height / 2 - y) * 2);
  return spots.filter((spot) => !inside(spot)?.closest('[data-qr]')).map(String);
}"""
LOOK_AWAY = """(away) => {
  const say = (name, get) => Object.defineProperty(document, name, { configurable: true, get });
  say('hidden', () => away);
  say('visibilityState', () => (away ? 'hidden' : 'visible'));
  document.dispatchEvent(new Event('visibilitychange'));
}"""
KEPT = "caches.keys().then((names) => names.filter((name) => name.startsWith('copy-')))"
AGE = """(hours) => caches.keys().then(async (names) => {
  const cache = await caches.open(names.find((name) => name.startsWith('copy-')));
  const [request] = await cache.keys();
  const kept = await cache.match(request);
  const headers = { 'Content-Type': 'text/html', 'x-kept-at': String(Date.now() - hours * 3600 * 1000) };
  await cache.put(request, new Response(await kept.text(), { headers }));
})"""


def open_card(me):
    me.open("/wallet/")
    me.press("main article .button")
    me.page.locator(QR).first.wait_for()


def read(picture):
    """What an independent decoder reads, or nothing."""
    found = qr_codes_in(picture)
    return found[0] if len(found) == 1 else None


def blurred_picture_of(me):
    """The code as 240 pixels of somebody's bad camera."""
    sharp = picture_of(me.page.locator("[data-qr]").first)
    small = sharp.resize((240, 240 * sharp.height // sharp.width), Image.Resampling.BILINEAR)
    return small.filter(ImageFilter.GaussianBlur(1))


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
@pytest.mark.parametrize("key", ["driver_normal", "driver_abnormal"])
def test_the_code_stands_above_the_fold_and_survives_a_bad_camera_in_light_and_dark(visit, key, locale):
    me = visit(citizen=key, locale=locale, **NARROW)
    open_card(me)
    for width, height in ((412, 840), (360, 640), (320, 640)):
        me.page.set_viewport_size({"width": width, "height": height})
        me.page.evaluate("scrollTo(0, 0)")
        box, tabs = me.page.locator(QR).first.bounding_box(), me.page.locator(".tabs").bounding_box()
        assert box["width"] >= 240
        assert box["y"] + box["height"] <= tabs["y"], (width, height)
        assert me.page.evaluate(COVERED) == []
    for scheme in ("light", "dark"):
        me.page.emulate_media(color_scheme=scheme)
        assert me.page.locator(QR).first.bounding_box()["width"] == pytest.approx(240, abs=1)
        assert re.fullmatch(r"HTTPS?://[^/]+/V/[A-Z2-7]+", read(blurred_picture_of(me)) or ""), scheme
    red = me.page.locator("[data-qr]").first.evaluate("box => getComputedStyle(box).color")
    assert red == ("rgb(157, 15, 23)" if key == "driver_abnormal" else "rgb(11, 21, 32)")


def test_without_script_everything_on_the_card_is_there(visit):
    me = visit(citizen="owner_normal", java_script_enabled=False, **PHONE)
    open_card(me)
    me.page.locator("details.back-page summary").first.click()

    assert me.page.locator("details.back-page dl").first.is_visible()
    assert me.page.locator("[data-without-script]").is_visible()
    assert not me.page.locator("offline-copy").is_visible()
    assert read(picture_of(me.page.locator("[data-qr]").first))
    assert me.open("/licenses/apply/") == 200
    assert me.page.locator("main a.button").first.is_visible()


def test_a_code_nobody_looks_at_is_gone_and_a_fresh_one_comes_before_any_is_shown(visit):
    me = visit(citizen="friend")
    open_card(me)
    before = me.code_on_screen()
    held = []
    me.page.route("**/code/", lambda route: held.append(route))

    me.page.evaluate(LOOK_AWAY, True)
    assert me.page.locator(QR).count() == 0
    assert me.page.locator("[data-short]").inner_text() == ""
    me.page.evaluate(LOOK_AWAY, False)
    me.page.wait_for_timeout(600)
    assert me.page.locator(QR).count() == 0
    assert me.page.locator("[data-gone]").is_visible()

    held[0].continue_()
    me.page.locator(QR).first.wait_for()
    assert me.code_on_screen() != before


def test_a_renewal_that_fails_takes_the_old_code_off_the_screen(visit):
    me = visit(citizen="friend")
    open_card(me)
    me.page.route("**/code/", lambda route: route.fulfill(status=503))
    me.page.locator("[data-refresh]").click()
    me.page.locator("[data-gone]").wait_for()

    assert me.page.locator(QR).count() == 0
    assert me.page.locator("[data-gone-text]").inner_text().strip()
    me.page.unroute("**/code/")
    me.page.locator(QR).first.wait_for()


def test_the_whole_screen_is_white_for_the_code_and_the_holder_sees_who_looked(portal, visit):
    me = visit(citizen="friend")
    open_card(me)
    me.page.locator("[data-qr]").first.click()
    big = me.page.locator("dialog.bigscreen")
    big.wait_for()
    me.keep_picture("card-bigscreen")
    assert big.evaluate("dialog => getComputedStyle(dialog).backgroundColor") == "rgb(255, 255, 255)"
    assert big.locator("svg.qr").bounding_box()["width"] >= 0.8 * me.page.viewport_size["width"]
    assert int(big.locator("[data-seconds]").inner_text()) > 0
    text = read(picture_of(big.locator("[data-qr]")))

    assert portal.check(text)["result"] == "valid"
    big.locator(".toast").wait_for(timeout=8000)
    assert portal.organization("rental")["name"] in me.text("dialog .toast")
    big.locator("form button").click()
    assert portal.organization("rental")["name"] in me.text("card-live .toast")
    me.until("document.querySelector('[data-status]').textContent !== ''")
    assert me.code_on_screen() != text
    me.look("card-looked-at")


def test_without_network_there_is_no_code_and_no_green_only_a_dated_copy_that_was_asked_for(visit):
    me = visit(citizen="owner_normal")
    open_card(me)
    page = me.page
    page.locator("offline-copy").wait_for()
    assert page.evaluate(KEPT) == []
    me.context.set_offline(True)
    page.locator("[data-unknown]").wait_for()
    assert page.locator("svg.qr, .tag-normal").count() == 0
    page.reload()
    assert page.locator("svg.qr, .tag-normal, .card").count() == 0  # nothing was asked for, nothing is kept
    me.context.set_offline(False)

    open_card(me)
    page.locator("[data-keep]").click()
    page.locator("[data-drop]").wait_for()
    assert len(page.evaluate(KEPT)) == 1
    me.context.set_offline(True)
    page.reload()
    me.keep_picture("offline-copy")
    assert page.locator(".card.is-unknown").count() == page.locator(".card").count() > 0
    assert page.locator("svg.qr, .tag-normal, [data-short]").count() == 0
    assert re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d", me.text(".card footer"))
    page.evaluate(AGE, 73)
    page.reload()
    assert page.locator(".card").count() == 0
    assert page.evaluate(KEPT) == []


def test_a_copy_goes_with_the_session_it_was_made_in(visit):
    me = visit(citizen="truck_driver")
    open_card(me)
    me.page.locator("[data-keep]").click()
    me.page.locator("[data-drop]").wait_for()
    me.page.evaluate(
        "caches.open('copy-ffffffffffffffff').then((cache) => cache.put('/x', new Response('')))"
    )
    me.page.reload()
    me.page.locator("[data-drop]").wait_for()
    assert len(me.page.evaluate(KEPT)) == 1  # that of somebody else is gone

    me.open("/accounts/logout/")
    me.press("main form .button")
    assert me.page.evaluate("caches.keys()") == []
