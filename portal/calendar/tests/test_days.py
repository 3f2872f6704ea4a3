"""Promises are counted in working days."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from portal.audit.models import AuditEvent
from portal.calendar.days import (
    add_working_days,
    is_working_day,
    known_until,
    working_days_after,
    working_days_between,
)
from portal.calendar.editing import clear_day, set_day
from portal.calendar.models import SpecialDay
from portal.core.actors import Actor

pytestmark = pytest.mark.django_db
CHINA = ZoneInfo("Asia/Shanghai")
LEAD = Actor(channel="staff", label="A1001")


@pytest.mark.parametrize(
    ("begin", "number", "end"),
    [
        ("2026-03-10", 1, "2026-03-11"),
        ("2026-03-13", 1, "2026-03-16"),
        ("2026-03-14", 1, "2026-03-16"),
        ("2026-03-12", 2, "2026-03-16"),
        ("2026-03-10", 0, "2026-03-10"),
        ("2026-03-10", -3, "2026-03-10"),
        ("2024-09-30", 1, "2024-10-08"),  # seven days of the National Day
        ("2024-10-11", 1, "2024-10-12"),  # a Saturday that was worked
        ("2025-09-26", 3, "2025-09-30"),  # a Sunday that was worked
        ("2026-02-13", 2, "2026-02-24"),  # Saturday 14th worked, then the Spring Festival
        ("2026-09-30", 3, "2026-10-10"),  # Saturday 10th worked
        ("2039-12-30", 1, "2040-01-02"),  # nothing is known so far ahead: weekdays decide
    ],
)
def test_holidays_and_worked_weekends_count_as_announced(begin, number, end):
    begin, end = date.fromisoformat(begin), date.fromisoformat(end)

    assert add_working_days(begin, number) == end
    assert working_days_between(begin, end) == max(number, 0)
    assert working_days_between(end, begin) == -max(number, 0)


@pytest.mark.parametrize("day", [date.max, date(9999, 12, 1)])
def test_the_end_of_time_is_no_crash(day):
    assert add_working_days(day, 5000) >= day


def test_the_day_is_the_day_in_china():
    late_thursday_in_utc = datetime(2026, 3, 12, 20, tzinfo=ZoneInfo("UTC"))  # Friday morning in China

    later = working_days_after(late_thursday_in_utc, 1)

    assert later == datetime(2026, 3, 16, 4, tzinfo=CHINA)


def test_each_count_is_one_statement(django_assert_num_queries):
    with django_assert_num_queries(2):
        add_working_days(date(2026, 9, 1), 60)
        working_days_between(date(2024, 1, 1), date(2026, 12, 31))


def test_staff_change_a_day_and_it_is_written_down():
    day = date(2027, 2, 8)
    assert is_working_day(day)

    special = set_day(day=day, kind="rest", name="春节", actor=LEAD, at=timezone.now())
    assert not is_working_day(day)
    assert known_until() == day

    clear_day(special=special, actor=LEAD, at=timezone.now())
    clear_day(special=special, actor=LEAD, at=timezone.now())
    assert is_working_day(day)
    events = AuditEvent.objects.filter(action="policy.changed", subject="calendar:2027-02-08")
    assert list(events.order_by("pk").values_list("facts", flat=True)) == [
        {"was": "", "now": "rest"},
        {"was": "rest", "now": ""},
    ]


def test_what_is_committed_is_what_was_announced():
    announced = SpecialDay.objects.filter(day__year__in=(2024, 2025, 2026))

    assert announced.count() == 75
    assert all((row.day.weekday() < 5) == (row.kind == "rest") for row in announced)
