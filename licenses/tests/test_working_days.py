"""Promises are counted in working days."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from licenses.working_days import working_days_after

CHINA = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("from_day", "days", "to_day"),
    [
        ("2026-03-10", 1, "2026-03-11"),
        ("2026-03-13", 1, "2026-03-16"),
        ("2026-03-14", 1, "2026-03-16"),
        ("2026-03-15", 1, "2026-03-16"),
        ("2026-03-12", 2, "2026-03-16"),
        ("2026-03-10", 0, "2026-03-10"),
    ],
)
def test_weekends_do_not_count(from_day, days, to_day):
    begun = datetime.fromisoformat(f"{from_day}T17:30").replace(tzinfo=CHINA)

    ends = working_days_after(begun, days)

    assert ends == datetime.fromisoformat(f"{to_day}T17:30").replace(tzinfo=CHINA)


def test_the_day_is_the_day_in_china():
    late_thursday_in_utc = datetime(2026, 3, 12, 20, tzinfo=ZoneInfo("UTC"))  # Friday morning in China

    assert working_days_after(late_thursday_in_utc, 1).date().isoformat() == "2026-03-16"
