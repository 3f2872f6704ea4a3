import pytest

from portal.core.valkey import client as valkey


@pytest.fixture(autouse=True)
def _fresh_counts():
    """Each test begins with every try unused."""
    valkey().flushdb()
