"""What a register feed is: its columns, its rules and the table it fills; the rooms above register theirs."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from portal.core.errors import RuleViolation

Reader = Callable[[str], str]
RowCheck = Callable[[list[str]], None]


class Unfit(ValueError):
    """A cell or a row breaks a rule: `reason` is a stable code, `field` a column's English name."""

    def __init__(self, reason: str, field: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.field = field


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `name` in English, `short` the national abbreviation; a header may use either.

    `read` gets a cell without blanks around it, never an empty one, and answers the text to store or raises
    Unfit. `default` is the text for an empty cell, which a `required` column does not allow. `sql_type` is
    the type in the table; an empty text becomes NULL where `null` says so. `target` is the table's column
    where it has another name, None for a column that only helps to find another row. A `derived` column is
    never in a file: the row's own check fills it in.
    """

    name: str
    short: str
    read: Reader
    sql_type: str = "text"
    required: bool = True
    default: str = ""
    null: bool = False
    target: str | None = ""
    optional: bool = False  # the whole column may be left out
    repeats: bool = False  # few different cells: answers are remembered
    derived: bool = False

    @property
    def value(self) -> str:
        """SQL for what is stored, from the staging row `s`."""
        empty = self.sql_type == "text" and not self.null
        return f"coalesce(s.{self.name}, '')" if empty else f"s.{self.name}"


@dataclass(frozen=True, slots=True)
class Reference:
    """A row of another table that must exist: `column` in our table points at `table`.id by `on`.

    With `optional` a row that names nobody (its own columns of `on` are empty) points at nothing.
    """

    column: str
    table: str
    on: tuple[tuple[str, str], ...]  # (column of the other table, column of the feed)
    field: str
    reason: str
    optional: bool = False

    @property
    def ours(self) -> tuple[str, ...]:
        """The feed's columns that find the other row."""
        return tuple(name for _theirs, name in self.on)


@dataclass(frozen=True, slots=True)
class FeedSpec:
    """One feed. `key` identifies a row in a file, `target_key` the same row in the table."""

    name: str
    title: str | Promise
    table: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    target_key: tuple[str, ...]
    prepare: Callable[[date], RowCheck]
    generate: Callable[[int, str], list[str]]
    references: tuple[Reference, ...] = ()
    unique: str = ""  # one more column that no row with another first reference may share


_SPECS: dict[str, FeedSpec] = {}


def register_feed(spec: FeedSpec) -> None:
    """Make a feed known; called from `AppConfig.ready()`. The last column of every feed is `as_of`."""
    if spec.columns[-1].name != "as_of":
        raise ValueError(f"the last column of {spec.name} must be as_of")
    _SPECS[spec.name] = spec


def feed(name: str) -> FeedSpec:
    """The feed of this name. Raises RuleViolation("feed_unknown")."""
    if name not in _SPECS:
        raise RuleViolation("feed_unknown", name=name, known=", ".join(_SPECS))
    return _SPECS[name]


def all_feeds() -> list[FeedSpec]:
    return list(_SPECS.values())
