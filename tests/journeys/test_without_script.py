"""Journeys 1 and 12 without script: told, read, understood, chosen, and on paper."""

import io

import pytest
from pypdf import PdfReader

from tests.visitors import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.processes]


def test_a_barred_driver_reads_why_and_what_next(portal, visit):
    me = visit(citizen="driver_abnormal", java_script_enabled=False, **PHONE)
    me.open("/notices/")
    me.press(".news button")
    assert not me.page.url.endswith("/notices/")

    me.open("/licenses/apply/")
    me.open("/notices/choices/")
    me.page.locator("main [name=checks][value=here]").check()
    me.send()
    assert me.page.locator("main [name=checks][value=here]").is_checked()


def test_the_receipt_of_a_rare_name_is_fetched(portal, visit):
    me = visit(citizen="rare_name", java_script_enabled=False, **PHONE)
    me.open("/progress/")
    me.press("main article .buttons a:last-of-type")
    address = me.page.locator("main a[href$='receipt.pdf']").get_attribute("href")
    content = me.page.context.request.get(portal.address + address).body()

    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    assert "陈䶮" in text
