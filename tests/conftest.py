"""What journeys through the whole portal share: one running portal and its visitors."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.running import RunningPortal
from tests.visitors import Visitor
from tests.windows import PHONE

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
