"""Count working days: Monday to Friday, public holidays not yet known."""

from datetime import datetime, timedelta

from django.utils import timezone


def working_days_after(at: datetime, days: int) -> datetime:
    """The same time of day that many working days later (Order 162, article 110)."""
    moment = timezone.localtime(at)
    while days > 0:
        moment += timedelta(days=1)
        if moment.weekday() < 5:
            days -= 1
    return moment
