"""What the crawl of all pages does not do: look a city up without script, try the API under the policy."""

import pytest

from portal.rollout.tests.factories import ActivationFactory
from tests.browsers import OpenWindow
from tests.windows import SMALL

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_page_to_try_the_api_runs_under_the_policy(open_window: OpenWindow) -> None:
    window = open_window()

    window.open("/api/v1/docs/")
    window.page.locator(".opblock-summary-control").first.click()
    window.page.locator(".btn.execute").first.wait_for()

    assert window.faults() == []


def test_my_city_is_found_without_a_script(transactional_db: None, open_window: OpenWindow) -> None:
    ActivationFactory()
    window = open_window(locale="en-GB", java_script_enabled=False, **SMALL)

    window.open("/")
    window.page.fill("[name=city]", "苏州")
    window.page.click("form[role=search] button")

    assert "Yes. You can apply" in window.text()


@pytest.mark.parametrize("asked", ["/?city=suzhou", "/?province=320000", "/?city=nowhere"])
def test_every_answer_about_a_city_is_clean(open_window: OpenWindow, asked: str) -> None:
    window = open_window(locale="en-GB", color_scheme="dark", **SMALL)

    window.open(asked)

    assert window.faults() == []
