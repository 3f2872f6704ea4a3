"""One Chromium for all browser tests of the project: a plugin of the root conftest."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, sync_playwright

from tests.browser_fonts import browser_environment
from tests.windows import Window

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
OpenWindow = Callable[..., Window]


@contextmanager
def running_chromium(folder: Path, film: Path) -> Iterator[Browser]:
    """A browser with the bundled fonts, whose camera shows the film once there is one."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps a loop in this thread; we use none
    camera = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=[*QUIET, *camera, f"--use-file-for-fake-video-capture={film}"],
            env=browser_environment(folder / "fonts"),
        )
        yield browser
        browser.close()


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """Where the camera of the browser looks; write a film there before the camera starts."""
    return tmp_path / "camera.y4m"


@pytest.fixture
def chromium(request: pytest.FixtureRequest, tmp_path: Path, film: Path) -> Iterator[Browser]:
    """One browser a test: while its loop runs, Django opens other connections than the fixtures' ones."""
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("transactional_db")  # made before the loop begins
    with running_chromium(tmp_path, film) as browser:
        yield browser


@pytest.fixture
def open_window(chromium: Browser, live_server: Any) -> Iterator[OpenWindow]:
    """Opens windows at the portal of this process: `open_window(client=…)` as whoever the client is."""
    windows: list[Window] = []

    def open_one(client: Client | None = None, **options: Any) -> Window:
        window = Window(chromium, live_server.url, **options)
        windows.append(window)
        if client and (session := client.cookies.get(settings.SESSION_COOKIE_NAME)):
            window.set_cookies({settings.SESSION_COOKIE_NAME: session.value})
        return window

    yield open_one
    for window in windows:
        window.close()
