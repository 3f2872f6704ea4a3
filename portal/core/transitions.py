"""Tables of legal moves; a status changes only through `move()`, as compare-and-swap."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Model

from portal.core.errors import RuleViolation


class Transitions:
    """The legal moves of one status column.

    >>> moves = Transitions({"draft": {"submitted"}, "submitted": {"approved", "refused"}})
    """

    def __init__(self, table: Mapping[str, set[str]], field: str = "status") -> None:
        self.table = {str(old): frozenset(map(str, new)) for old, new in table.items()}
        self.field = field

    def allows(self, old: str, new: str) -> bool:
        return str(new) in self.table.get(str(old), frozenset())

    def move(self, row: Model, *, to: str, **changes: Any) -> None:
        """Move `row` to `to` and write `changes` beside it, if nobody moved it meanwhile.

        Raises RuleViolation("illegal_move") for a move the table lacks, and
        RuleViolation("moved_meanwhile") when the stored status is no longer the one in `row`.
        """
        was = getattr(row, self.field)
        if not self.allows(was, to):
            raise RuleViolation("illegal_move", was=str(was), to=str(to))
        moved = (
            type(row)
            ._default_manager.filter(pk=row.pk, **{self.field: was})
            .update(**{self.field: to}, **changes)
        )
        if moved != 1:
            raise RuleViolation("moved_meanwhile", was=str(was), to=str(to))
        for name, value in {self.field: to, **changes}.items():
            setattr(row, name, value)
