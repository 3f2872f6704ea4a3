"""What an officer can go on to do after a check of a kind: the lines say so from their `ready()`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from portal.credentials.verifying import Verdict


@dataclass(frozen=True, slots=True)
class Way:
    """A link under the answer; `url` makes its address from the number of the check."""

    label: Any
    url: Callable[[UUID], str]


_WAYS: dict[str, list[Way]] = {}


def register(kind: str, way: Way) -> None:
    """Offer this way after every check that has found a credential of the kind."""
    _WAYS.setdefault(kind, []).append(way)


def ways_for(verdict: Verdict) -> list[dict[str, str]]:
    """The links under this answer; none where nobody stands there."""
    if verdict.entry is None or verdict.kind is None or verdict.from_afar:
        return []
    known = _WAYS.get(verdict.kind.slug, ())
    return [{"label": str(way.label), "url": way.url(verdict.id)} for way in known]
