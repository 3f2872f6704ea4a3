"""What waits for an officer: the lines register what they have to do, the index page shows it first."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.core.actors import Actor


@dataclass(frozen=True, slots=True)
class Task:
    """One card on the index page: a number of things to do and where they are done.

    `count` is None for a tool that has no queue; with a `total` it is the part of it that is done.
    `tone` is normal, notice or abnormal. `press` is a button: its address takes a POST.
    """

    title: Any
    url: str
    count: int | None = None
    tone: str = "normal"
    hint: Any = ""
    total: int | None = None
    press: bool = False


MayAsk = Callable[[str], bool]
Source = Callable[[Actor, MayAsk, datetime], Iterable[Task]]

_SOURCES: list[tuple[int, Source]] = []


def register(source: Source, *, order: int = 50) -> None:
    """Make a source of tasks known; called from `AppConfig.ready()`. Lower order comes first.

    The source gets the actor, a question `may(duty)` and the time, and answers only tasks of that duty.
    """
    _SOURCES.append((order, source))


def tasks_of(actor: Actor, may: MayAsk, at: datetime) -> list[Task]:
    """All cards for this officer, in order."""
    ordered = sorted(_SOURCES, key=lambda pair: pair[0])
    return [task for _order, source in ordered for task in source(actor, may, at)]
