"""Monthly partitions of the log of checks."""

from datetime import date

from django.db import connection


def make_ahead(on: date, *, months: int) -> int:
    """Make the partitions of the month of `on` and those after it; answers how many were missing."""
    made = 0
    with connection.cursor() as cursor:
        for ahead in range(months):
            year, month = divmod(on.year * 12 + on.month - 1 + ahead, 12)
            cursor.execute("SELECT verification_partition(%s)", [date(year, month + 1, 1)])
            made += bool(cursor.fetchone()[0])
    return made
