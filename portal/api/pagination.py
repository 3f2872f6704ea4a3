"""Pages by cursor: newest first, no counting, stable while rows are added."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from portal.api.errors import ProblemError

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Page:
    """`cursor` continues after the last item; empty on the last page."""

    items: list[Any]
    cursor: str

    def link(self, address: str) -> str:
        """The address of the next page, empty when there is none; also for the header `Link`."""
        return f"{address}?{urlencode({'cursor': self.cursor})}" if self.cursor else ""


def page_of(
    rows: QuerySet[Any],
    *,
    keys: Sequence[str],
    cursor: str = "",
    size: int = PAGE_SIZE,
    read: Sequence[Callable[[str], Any]] = (),
) -> Page:
    """The rows after the cursor, ordered by `keys` descending; the last key must be unique.

    `read` turns the texts in a cursor back into values, one function for each key (default: text).
    Raises ProblemError("invalid") for a cursor that we have not made. One statement.
    """
    if cursor:
        rows = rows.filter(_after(keys, _decoded(cursor, keys, read)))
    found = list(rows.order_by(*(f"-{key}" for key in keys))[: size + 1])
    more = len(found) > size
    items = found[:size]
    return Page(items, _encoded([getattr(items[-1], key) for key in keys]) if more else "")


def _after(keys: Sequence[str], values: Sequence[Any]) -> Q:
    condition = Q()
    for at, key in enumerate(keys):
        same = dict(zip(keys[:at], values[:at], strict=True))
        condition |= Q(**same, **{f"{key}__lt": values[at]})
    return condition & Q(**{f"{keys[0]}__lte": values[0]})


def _encoded(values: Sequence[Any]) -> str:
    texts = [value.isoformat() if hasattr(value, "isoformat") else str(value) for value in values]
    return base64.urlsafe_b64encode(json.dumps(texts).encode()).decode().rstrip("=")


def _decoded(cursor: str, keys: Sequence[str], read: Sequence[Callable[[str], Any]]) -> list[Any]:
    try:
        texts = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars="-_", validate=True))
        functions = read or [str] * len(keys)
        if not isinstance(texts, list) or not all(
            isinstance(text, str) and "\0" not in text for text in texts
        ):
            raise ValueError(cursor)
        return [function(text) for function, text in zip(functions, texts, strict=True)]
    except (ValueError, binascii.Error, RecursionError, OverflowError):
        raise ProblemError(
            "invalid", errors=[{"parameter": "cursor", "detail": _("This cursor was not made by us.")}]
        ) from None
