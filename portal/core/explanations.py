"""A refusal as people need it, and lazy texts put together; the lines fill in their own words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import lazy

from portal.core.languages import is_chinese


@dataclass(frozen=True, slots=True)
class Explanation:
    """A refusal as a person needs it: what, by which rule, on which facts, and what can be done."""

    code: str
    sentence: Any
    rule: Any
    advice: Any
    facts: tuple[tuple[Any, str], ...] = ()


def joined(parts: Sequence[Any], between: str) -> Any:
    """Lazy texts in one line, each once; the language of the reader decides when it is shown."""
    return parts[0] if len(parts) == 1 else _joined(tuple(parts), between)


def sentences(parts: Sequence[Any]) -> Any:
    """Lazy sentences after one another, each once; Chinese ones without a space between."""
    return parts[0] if len(parts) == 1 else _joined(tuple(parts), None)


def _join(parts: tuple[Any, ...], between: str | None) -> str:
    if between is None:
        between = "" if is_chinese() else " "
    return between.join(dict.fromkeys(str(part) for part in parts if part))


_joined = lazy(_join, str)
