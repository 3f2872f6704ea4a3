"""Lengths of time in words, in the one unit that says enough."""

from datetime import timedelta

from django.utils.translation import ngettext


def in_words(length: timedelta) -> str:
    """Such as “11 seconds”, “4 minutes” or “2 hours”; rounded, below 120 of a unit that unit is kept."""
    seconds = max(0, round(length.total_seconds()))
    if seconds < 120:
        return ngettext("%(n)s second", "%(n)s seconds", seconds) % {"n": seconds}
    minutes = round(seconds / 60)
    if minutes < 120:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    hours = round(seconds / 3600)
    return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
