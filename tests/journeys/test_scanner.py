"""Journey 10: an officer at the roadside with a bad network. Green comes from the register or not at all."""

import re

import pytest

from tests.visitors import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.processes]

SHELL_IS_KEPT = """async () => navigator.serviceWorker.controller
  && (await (await caches.open('scanner')).keys()).some(({ url }) => url.endsWith('/scan/shell/'))"""
STORED = """async () => {
  const done = (request) => new Promise((resolve) => { request.onsuccess = () => resolve(request.result); });
  const database = await done(indexedDB.open('scan-outbox'));
  const scans = await done(database.transaction('scans').objectStore('scans').getAll());
  const key = await done(database.transaction('own').objectStore('own').get('key'));
  database.close();
  const letters = (data) => Array.from(new Uint8Array(data), (byte) => String.fromCharCode(byte)).join('');
  const texts = scans.map((scan) => JSON.stringify(scan) + letters(scan.data));
  return { texts, exportable: key.extractable, algorithm: key.algorithm.name };
}"""
GREEN = """() => [...document.querySelectorAll('[data-tone=normal]')]
  .filter((part) => part.checkVisibility()).length"""


def looks_at(me):
    """How often the officer has looked at this person's licenses; other journeys may have come before."""
    me.open("/wallet/activity/")
    return len(re.findall("张警官", me.text()))


def code_of(visit, citizen):
    """The code on somebody's screen, the screen, and how often the officer had looked before."""
    me = visit(citizen=citizen)
    before = looks_at(me)
    me.open("/wallet/")
    me.press("main article .button")
    me.page.locator("[data-qr] svg.qr").first.wait_for()
    return me, me.code_on_screen(), before


def type_code(officer, code, answer="#answer[open]"):
    officer.page.locator("main [name=code]").fill(code)
    officer.page.locator("main [data-once]").click()
    officer.page.locator(answer).wait_for()


def results(officer):
    officer.page.locator("[data-waiting-part]").wait_for(state="hidden", timeout=30_000)
    return officer.page.locator("[data-results] li").all_inner_texts()


def test_without_a_network_a_scan_is_kept_encrypted_and_never_green_and_answered_later(portal, visit):
    officer = visit(staff="officer", locale="en-GB", **PHONE)
    officer.open("/scan/")
    officer.until(SHELL_IS_KEPT)
    me, code, before = code_of(visit, "driver_normal")
    officer.context.set_offline(True)
    officer.page.reload()  # a phone that has been put away meanwhile
    officer.page.locator("[data-bar][data-link=offline]").wait_for()
    type_code(officer, code)

    assert officer.page.get_attribute("#answer", "data-tone") == "unknown"
    assert officer.page.evaluate("document.activeElement.id") == "answer-title"
    assert officer.page.evaluate(GREEN) == 0
    assert "genuine" in officer.text("#answer [data-rows]")
    assert officer.page.locator("#answer [data-steps] li").count() == 4
    officer.complaints.clear()
    officer.look("scan-offline")
    stored = officer.page.evaluate(STORED)
    assert len(stored["texts"]) == 1
    assert code[-60:] not in stored["texts"][0]
    assert "roadside" not in stored["texts"][0]
    assert (stored["exportable"], stored["algorithm"]) == (False, "AES-GCM")

    officer.page.locator("#answer-place").fill("G2 12 km")
    officer.page.locator("#answer [data-next]").click()
    officer.page.locator("[data-waiting]").filter(has_text="G2 12 km").wait_for()
    officer.complaints.clear()
    officer.look("scan-outbox")
    officer.context.set_offline(False)

    assert "G2 12 km" in results(officer)[0]
    assert "1 scan" not in officer.text("[data-bar]")
    assert officer.page.evaluate(STORED)["texts"] == []
    officer.complaints.clear()
    officer.look("scan-results")
    officer.page.locator("[data-results] button").first.click()
    assert officer.page.evaluate("document.querySelector('#answer').dataset.tone") == "notice"
    officer.look("scan-late")
    assert looks_at(me) == before + 1


def test_an_answer_that_did_not_arrive_is_recorded_and_counts_once(portal, visit):
    officer = visit(staff="officer", locale="en-GB", **PHONE)
    officer.open("/scan/")
    me, code, before = code_of(visit, "friend")
    held = []
    officer.page.route("**/scan/check/", lambda route: held.append(route.fetch()) if not held else None)
    type_code(officer, code, "#slow[open]")  # the portal has answered; nobody has heard it
    officer.keep_picture("scan-slow")
    assert officer.faults() == []
    assert officer.page.locator("dialog[open]").get_attribute("data-tone") == "unknown"
    officer.page.locator("[data-record]").click()
    officer.page.locator("#answer[open]").wait_for()
    officer.keep_picture("scan-recorded")
    assert officer.faults() == []
    officer.page.unroute("**/scan/check/")
    officer.page.locator("#answer [data-next]").click()

    assert results(officer)[0].startswith("Valid")
    assert held[0].json()["tone"] in ("normal", "notice")
    assert looks_at(me) == before + 1


def test_signing_out_deletes_what_was_recorded(portal, visit):
    officer = visit(staff="other_city_reviewer", locale="en-GB", **PHONE)
    officer.open("/scan/")
    officer.until(SHELL_IS_KEPT)
    officer.page.route("**/scan/check/", lambda route: route.abort())
    type_code(officer, "7KQ2M9XW")
    assert len(officer.page.evaluate(STORED)["texts"]) == 1

    officer.open("/accounts/logout/")
    officer.press("main form .button")

    del portal.sessions["other_city_reviewer"]
    officer.until("async () => (await indexedDB.databases()).length === 0")
