"""Dates in Chinese lists as on every page of people (docs/design.md)."""

from portal.settings.formats.en.formats import (  # noqa: F401 - the names Django looks for
    DATE_FORMAT,
    DATE_INPUT_FORMATS,
    DATETIME_FORMAT,
    SHORT_DATE_FORMAT,
    SHORT_DATETIME_FORMAT,
    TIME_FORMAT,
)
