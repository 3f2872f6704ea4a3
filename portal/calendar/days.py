"""Count working days: the table's special days, Monday to Friday for every other day, however far ahead.

Where a rule says "three days" it means working days (Order 162, article 110; Order 164, article 92).
"""

from datetime import date, datetime, timedelta

from django.db.models import Max
from django.utils import timezone

from portal.calendar.models import SpecialDay

ONE_DAY = timedelta(days=1)
_STRETCH = 40  # the longest holidays with their weekends fit in here


def is_working_day(day: date) -> bool:
    """Whether offices work on `day`. One statement."""
    return _works(day, _special(day, day))


def add_working_days(day: date, number: int) -> date:
    """The day `number` working days after `day`, which does not count itself; `day` for none."""
    special = _special(day, _far(day, 2 * max(number, 0) + _STRETCH))
    while number > 0 and day < date.max:
        day += ONE_DAY
        number -= _works(day, special)
    return day


def working_days_between(begin: date, end: date) -> int:
    """How many working days come after `begin`, up to and with `end`; negative when `end` is earlier."""
    if end < begin:
        return -working_days_between(end, begin)
    special = _special(begin, end)
    return sum(_works(begin + timedelta(days=step), special) for step in range(1, (end - begin).days + 1))


def working_days_after(at: datetime, number: int) -> datetime:
    """The same time of day that many working days later, by the calendar of China."""
    moment = timezone.localtime(at)
    return moment + (add_working_days(moment.date(), number) - moment.date())


def known_until() -> date | None:
    """The last special day on record; what lies behind is counted by weekday alone."""
    return SpecialDay.objects.aggregate(last=Max("day"))["last"]


def _far(day: date, days: int) -> date:
    return day + timedelta(days=min(days, (date.max - day).days))


def _special(begin: date, end: date) -> dict[date, str]:
    return dict(SpecialDay.objects.filter(day__range=(begin, end)).values_list("day", "kind"))


def _works(day: date, special: dict[date, str]) -> bool:
    kind = special.get(day)
    return kind == SpecialDay.Kind.WORK if kind else day.weekday() < 5
