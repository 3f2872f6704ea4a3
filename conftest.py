"""Before anything else: real engines for this run, then the settings that use them."""

import os
from typing import Any

import django
import pytest

from portal.runtime.testing import provide_engines, valkey_of_worker

provide_engines()
os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.test"
django.setup()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(specs: list[Any]) -> None:
    """Give every worker its own numbers on the Valkey server."""
    for number, spec in enumerate(specs):
        spec.env.update(valkey_of_worker(os.environ["VALKEY_URL"], number))
