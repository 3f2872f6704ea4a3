"""Which of the two languages is active."""

from django.utils.translation import get_language


def is_chinese() -> bool:
    """Whether people read Chinese now, which they also do where no language is active."""
    return (get_language() or "zh").startswith("zh")
