"""What journeys through the whole portal share: one running portal, browsers, visitors."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser_fonts import browser_environment
from tests.running import RunningPortal
from tests.visitors import PHONE, QUIET, Visitor

Visit = Callable[..., Visitor]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the tests of a running portal, one for each worker of xdist: they take longest."""
    items.sort(key=lambda item: "portal" not in getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    """The real portal with its demonstration, started once for all journeys of this process."""
    running = RunningPortal(tmp_path_factory.mktemp("portal") / "var")
    try:
        running.start()
        yield running
    finally:
        running.end()


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """Where the camera of the browser looks; write a film there before the camera starts."""
    return tmp_path / "camera.y4m"


@pytest.fixture
def chromium(tmp_path: Path, film: Path) -> Iterator[Browser]:
    """One browser a test: Playwright's loop must have ended before other tests use the database."""
    camera = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=[*QUIET, *camera, f"--use-file-for-fake-video-capture={film}"],
            env=browser_environment(tmp_path / "fonts"),
        )
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser, portal: RunningPortal) -> Visit:
    """Opens windows: `visit()` for a stranger, `visit(citizen="…")` or `visit(staff="…")` signed in."""

    def open_window(*, citizen: str = "", staff: str = "", **options: Any) -> Visitor:
        options = options or PHONE
        if staff in portal.sessions:
            return Visitor(chromium, portal, storage_state=portal.sessions[staff], **options)
        visitor = Visitor(chromium, portal, **options)
        if staff:
            visitor.sign_in_as_staff(staff)
        if citizen:
            visitor.sign_in(portal.citizen(citizen)["phone"])
        return visitor

    return open_window
