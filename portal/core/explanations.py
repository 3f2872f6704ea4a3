"""A refusal as people need it, and lazy texts put together; the lines fill in their own words."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.text import format_lazy


@dataclass(frozen=True, slots=True)
class Explanation:
    """A refusal as a person needs it: what, by which rule, on which facts, and what can be done."""

    code: str
    sentence: Any
    rule: Any
    advice: Any
    facts: tuple[tuple[Any, str], ...] = ()


def joined(parts: Iterable[Any], between: str) -> Any:
    """Lazy texts in one line; the language of the reader decides when it is shown."""
    known = list(parts)
    return format_lazy(between.join(["{}"] * len(known)), *known)
