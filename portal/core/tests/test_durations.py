from datetime import timedelta

import pytest
from django.utils.translation import override

from portal.core.durations import in_words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-5, "0 seconds"),
        (1.2, "1 second"),
        (11, "11 seconds"),
        (119, "119 seconds"),
        (120, "2 minutes"),
        (240, "4 minutes"),
        (7100, "118 minutes"),
        (7200, "2 hours"),
        (259_200, "72 hours"),
    ],
)
def test_one_unit_says_enough(seconds, words):
    with override("en"):
        assert in_words(timedelta(seconds=seconds)) == words
