"""Lists over big tables: never a full COUNT(*)."""

from typing import Any

from django.core.paginator import Paginator
from django.utils.functional import cached_property

CAP = 5000


class CappedPaginator(Paginator):
    """Counts up to CAP rows and stops; whoever needs a row further down searches for it."""

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        return rows.order_by()[:CAP].count() if hasattr(rows, "order_by") else len(rows)

    @property
    def is_capped(self) -> bool:
        """Whether there may be more rows than were counted."""
        return self.count >= CAP
