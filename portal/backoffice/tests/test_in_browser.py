"""Every page of the back office in a real browser: readable by everybody, silent about its policy."""

import os
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Browser, Page, sync_playwright

from licenses.tests.factories import DriverLicenseFactory, LicenseApplicationFactory
from portal.accounts.models import IdentityClaim
from portal.accounts.tests.factories import ApiKeyFactory, MembershipFactory, UserFactory
from portal.backoffice.models import ReadyText
from portal.backoffice.tests.staff import client_of, officer, superuser
from portal.core.actors import Actor
from portal.core.references import new_reference
from portal.credentials import keys
from portal.credentials.models import Credential, SigningKey, Verification
from portal.feeds.models import FeedLoad
from portal.rollout.tests.factories import ActivationFactory
from tests.browser_fonts import browser_environment

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

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


@pytest.fixture(scope="module")
def chromium(tmp_path_factory, django_db_setup) -> Iterator[Browser]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps a loop in this thread; we use none
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=subprocess.check_output(["which", "chromium"], text=True).strip(),
            args=QUIET,
            env=browser_environment(tmp_path_factory.mktemp("chromium")),
        )
        yield browser
        browser.close()


def _signed_in(browser: Browser, live_server, look: str, language: str, *, width=1280, who=None) -> Page:
    context = browser.new_context(
        color_scheme=look, locale=language, viewport={"width": width, "height": 900}
    )
    cookie = client_of(who or superuser(), fresh=True).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.complaints = []
    page.on("console", lambda message: message.type == "error" and page.complaints.append(message.text))
    page.on("response", lambda answer: answer.status >= 400 and page.complaints.append(answer.url))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    return page


def _world() -> dict[str, int]:
    """One row of everything, so that no page is empty."""
    at = timezone.now()
    keys.ensure_keys(actor=Actor.system("test"), at=at)
    opening = ActivationFactory()
    case = LicenseApplicationFactory(
        overdue=True, license=DriverLicenseFactory(city=opening.city, with_photo=True, points=12)
    )
    LicenseApplicationFactory(needs_action=True, license__city=opening.city)
    member, api_key = MembershipFactory(), ApiKeyFactory()
    claim = IdentityClaim.objects.create(
        reference=new_reference("CA", on=timezone.localdate()), user=UserFactory(), person=case.person,
        claim_digest=b"x", status="at_counter", proof="counter", city=opening.city, created_at=at,
    )  # fmt: skip
    credential = Credential.objects.create(
        kind="driver-license", subject_ref="1", holder=case.person, city=opening.city, issued_at=at,
        fingerprint="x", record=b"x", key=SigningKey.objects.get(use="record"),
    )  # fmt: skip
    for minutes, result in enumerate(("valid", "abnormal", "not_valid")):
        Verification.objects.create(
            id=uuid4(), checked_at=at - timedelta(minutes=minutes), result=result, channel="api",
            verifier="示范租车公司", purpose="car-rental",
        )  # fmt: skip
    load = FeedLoad.objects.create(
        feed="persons", file_name="people.csv", file_digest="0" * 64, path="/nowhere", status="running",
        read=1200, rejected=3, lines_done=1200,
    )  # fmt: skip
    return {
        "case": case.pk, "license": case.license_id, "person": case.person_id, "member": member.pk,
        "organization": member.organization_id, "api_key": api_key.pk, "claim": claim.pk, "load": load.pk,
        "credential": credential.pk, "opening": opening.pk, "batch": opening.batch_id,
        "key": SigningKey.objects.get(use="code").pk, "text": _text().pk,
    }  # fmt: skip


def _text() -> ReadyText:
    return ReadyText.objects.create(
        use="license-send-back",
        reason="photo_blurred",
        name="again",
        text_zh="请重拍。",
        text_en="Again.",
    )


PAGES = {
    "index": "/admin/",
    "queue": "/admin/licenses/licenseapplication/?queue=waiting",
    "case": "/admin/licenses/licenseapplication/{case}/change/",
    "approve": "/admin/licenses/licenseapplication/{case}/act/approve/",
    "send-back": "/admin/licenses/licenseapplication/{case}/act/send-back/",
    "refuse": "/admin/licenses/licenseapplication/{case}/act/refuse/",
    "export": "/admin/licenses/licenseapplication/export/?queue=waiting",
    "nothing-here": "/admin/licenses/licenseapplication/?queue=mine",
    "numbers": "/admin/numbers/",
    "texts": "/admin/backoffice/readytext/",
    "text": "/admin/backoffice/readytext/{text}/change/",
    "audit": "/admin/audit/auditevent/",
    "lookup": "/admin/licenses/driverlicense/",
    "license": "/admin/licenses/driverlicense/{license}/change/",
    "correct": "/admin/licenses/driverlicense/{license}/act/change/",
    "person": "/admin/accounts/person/{person}/change/",
    "claims": "/admin/accounts/identityclaim/",
    "claim": "/admin/accounts/identityclaim/{claim}/change/",
    "confirm": "/admin/accounts/identityclaim/{claim}/act/confirm/",
    "organizations": "/admin/accounts/organization/",
    "organization": "/admin/accounts/organization/{organization}/change/",
    "add-organization": "/admin/accounts/organization/add/",
    "new-key": "/admin/accounts/organization/{organization}/act/new-key/",
    "api-keys": "/admin/accounts/apikey/",
    "api-key": "/admin/accounts/apikey/{api_key}/change/",
    "member": "/admin/accounts/membership/{member}/change/",
    "signing-keys": "/admin/credentials/signingkey/",
    "signing-key": "/admin/credentials/signingkey/{key}/change/",
    "compromise": "/admin/credentials/signingkey/{key}/act/compromise/",
    "credential": "/admin/credentials/credential/{credential}/change/",
    "checks": "/admin/checks/",
    "loads": "/admin/feeds/feedload/",
    "load": "/admin/feeds/feedload/{load}/change/",
    "upload": "/admin/feeds/feedload/upload/",
    "openings": "/admin/rollout/activation/",
    "opening": "/admin/rollout/activation/{opening}/change/",
    "officers": "/admin/accounts/officer/",
    "appoint": "/admin/accounts/officer/appoint/",
    "batches": "/admin/rollout/batch/",
    "cities": "/admin/rollout/city/",
}


@pytest.mark.parametrize(("look", "language", "width"), [("light", "zh-CN", 1280), ("dark", "en-US", 412)])
def test_no_page_breaks_a_rule_of_access_or_of_the_policy(chromium, live_server, look, language, width):
    ids = _world()
    page = _signed_in(chromium, live_server, look, language, width=width)

    found = {}
    for name, address in PAGES.items():
        answer = page.goto(live_server.url + address.format(**ids), wait_until="networkidle")
        problems = [*page.complaints] if answer.status == 200 else [f"status {answer.status}"]
        if (wide := page.evaluate("document.documentElement.scrollWidth - innerWidth")) > 0:
            problems.append(f"{wide} pixels wider than the window")
        for violation in Axe().run(page, options=RULES).response["violations"]:
            nodes = "; ".join(node["html"][:120] for node in violation["nodes"][:3])
            problems.append(f"{violation['id']}: {nodes}")
        if problems:
            found[name] = problems
        page.complaints.clear()  # axe reads style sheets in a way that the policy reports
        if folder := os.environ.get("SHOTS"):
            page.screenshot(path=f"{folder}/{name}-{look}.png", full_page=True)

    assert not found, "\n".join(f"{name}: {one}" for name, all_ in found.items() for one in all_)


def test_a_case_is_sent_back_in_the_browser(chromium, live_server):
    ids = _world()
    page = _signed_in(chromium, live_server, "light", "en-US")
    page.goto(live_server.url + PAGES["case"].format(**ids))

    page.get_by_role("button", name="Show the ID number").click()
    assert page.locator(".secret").inner_text().startswith("99")
    page.get_by_role("link", name="Back", exact=True).click()
    page.get_by_role("link", name="Send back").click()
    page.get_by_label("The photo is blurred").check()
    page.get_by_role("button", name="Continue").click()

    page.locator("blockquote").nth(1).wait_for()  # the preview in both languages is on its way
    assert page.locator("blockquote").count() == 2
    assert page.complaints == []
    assert not Axe().run(page, options=RULES).response["violations"]


def test_a_case_is_worked_through_by_keys_alone_and_read_before_it_is_sent(chromium, live_server):
    keys.ensure_keys(actor=Actor.system("test"), at=timezone.now())
    city, text = ActivationFactory().city, _text()
    traits = ("overdue", "in_review")
    rows = [LicenseApplicationFactory(**{trait: True}, license__city=city) for trait in traits]
    reviewer = officer(cities=[city])
    page = _signed_in(chromium, live_server, "light", "en-US", who=reviewer)
    page.goto(f"{live_server.url}/admin/licenses/licenseapplication/?queue=waiting")
    page.locator("[data-desk-keys]").wait_for()

    page.locator("#searchbar").fill("jk?n")  # in a field the keys are letters
    assert page.locator("#searchbar").input_value() == "jk?n"
    page.locator("#searchbar").blur()
    page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert rows[0].reference in page.title()
    with page.expect_navigation():
        page.keyboard.press("r")

    page.get_by_label("Ready text").select_option(str(text.pk))
    with page.expect_navigation():
        page.get_by_role("button", name="Continue").click()
    read = page.locator("blockquote")
    assert [part.get_attribute("lang") for part in read.all()] == ["zh-Hans", "en"]
    assert "请重拍。" in read.first.inner_text()
    assert not Axe().run(page, options=RULES).response["violations"]
    with page.expect_navigation():
        page.get_by_role("button", name="Send back").click()

    assert rows[1].reference in page.title()  # the next case is open, and in the officer's hands
    rows[0].refresh_from_db()
    rows[1].refresh_from_db()
    assert (rows[0].status, rows[0].reason_note) == ("needs_action", "请重拍。\nAgain.")
    assert rows[1].claimed_by == reviewer
    page.locator("[data-desk-keys] summary").click()
    page.get_by_role("button", name="Switch the single keys off").click()
    page.keyboard.press("a")
    page.wait_for_timeout(100)
    assert "/act/" not in page.url
    assert [line for line in page.complaints if "axe" not in line] == []
