"""Which register persons an officer may look up: those whom some line knows in the officer's cities."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet

from portal.accounts.models import Person
from portal.core.actors import Actor

Reach = Callable[[Any], Q]
_REACHES: list[Reach] = []


def register_reach(reach: Reach) -> None:
    """Add a condition `officer -> Q` over persons; called from a line's `AppConfig.ready()`."""
    _REACHES.append(reach)


def persons_in_reach(actor: Actor) -> QuerySet[Person]:
    """Persons with an entry in the officer's cities; for anybody else nobody."""
    if not actor.is_officer or not _REACHES:
        return Person.objects.none()
    condition = Q()
    for reach in _REACHES:
        condition |= reach(actor.officer)
    return Person.objects.filter(condition)
