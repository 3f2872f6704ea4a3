"""Which of the two languages is active, and which the registers are kept in."""

from django.utils.translation import get_language


def is_chinese() -> bool:
    """Whether people read Chinese now, which they also do where no language is active."""
    return (get_language() or "zh").startswith("zh")


def register_language() -> str:
    """The language of a register's text where the page has another one, for its `lang`."""
    return "" if is_chinese() else "zh-Hans"
