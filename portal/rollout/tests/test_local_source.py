"""The source of an official figure reads in one language."""

import pytest
from django.utils import translation

from portal.rollout.models import Figure


@pytest.mark.parametrize(
    ("source", "language", "shown"),
    [
        ("公安部 · Ministry", "zh-hans", "公安部"),
        ("公安部 · Ministry", "en", "Ministry"),
        ("公安部", "en", "公安部"),
    ],
)
def test_a_source_is_shown_in_the_readers_language(source, language, shown):
    with translation.override(language):
        assert Figure(source=source).local_source == shown
