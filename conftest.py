"""Before anything else: real engines for this run, then the settings that use them."""

import os
from collections.abc import Generator
from typing import Any

import django
import hypothesis
import pytest
from django.db import connections
from kombu import pools
from xdist.scheduler import LoadScopeScheduling

from portal.celery import app
from portal.runtime.testing import provide_engines, valkey_of_worker

pytest_plugins = ("tests.browsers",)
hypothesis.settings.register_profile(  # a machine busy with browsers is slow, which is no fault of a test
    "portal", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("portal")
COSTLY = {  # whole portals: one worker makes each, for all of the tests there
    "portal": ("tests/journeys/", "tests/interop/"),
    "patient": ("tests/faults/test_faults.py", "tests/faults/test_leaks.py"),
    "works": ("tests/faults/test_runs.py",),
    "folder": ("portal/runtime/tests/test_run.py",),
}
provide_engines()
os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.test"
django.setup()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(specs: list[Any]) -> None:
    """Give every worker its own numbers on the Valkey server."""
    for number, spec in enumerate(specs):
        spec.env.update(valkey_of_worker(os.environ["VALKEY_URL"], number))


class OneWorkerEach(LoadScopeScheduling):
    """Tests that need the same costly fixture go to one worker; every other test goes anywhere."""

    def _split_scope(self, nodeid: str) -> str:
        return _costly(nodeid) or nodeid


def _costly(nodeid: str) -> str:
    return next((name for name, places in COSTLY.items() if nodeid.startswith(places)), "")


@pytest.hookimpl(optionalhook=True, tryfirst=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    return OneWorkerEach(config, log)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None]:
    """Prepare for every other plugin what tests need, then begin with what takes longest."""
    _give_rows(items)
    yield
    items.sort(key=lambda item: not _costly(item.nodeid))


def _give_rows(items: list[pytest.Item]) -> None:
    """Give tests that commit the rows of the migrations (cities), and leave none of them out.

    One that flushes without bringing the rows back would break those that do.
    """
    for item in items:
        marker = item.get_closest_marker("django_db")
        given = marker.kwargs if marker else {}
        if given.get("transaction") or {"transactional_db", "live_server"} & set(_fixtures_of(item)):
            wanted = {**given, "transaction": True, "serialized_rollback": True}
            item.add_marker(pytest.mark.django_db(**wanted), append=False)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """Let every connection object of this process know the rows of the migrations.

    Playwright's loop gives a thread another connection object; a flush by one that does not know them would
    write content types which the next test that brings the rows would meet.
    """
    wrapper = connections["default"]
    if rows := getattr(wrapper, "_test_serialized_contents", None):  # kept when some test of this run commits
        type(wrapper)._test_serialized_contents = rows  # type: ignore[attr-defined]


def _fixtures_of(item: pytest.Item) -> list[str]:
    return getattr(item, "fixturenames", [])


@pytest.fixture(autouse=True)
def _open_queue() -> None:
    """A worker that ended in this process closed Celery's connection pools; the next test opens its own."""
    if getattr(app._pool, "_closed", False):
        pools.reset()
        app._pool = None
        app.amqp._producer_pool = None
