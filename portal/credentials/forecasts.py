"""The end of a dry run: what the chunks have found, put together for people."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet, Sum

from portal.credentials.models import Chunk, Run

SAMPLE = 20


def sums(chunks: QuerySet[Chunk], columns: Sequence[str]) -> dict[str, int]:
    """The sum of each column, 0 where there is nothing."""
    found = chunks.aggregate(**{f"sum_{name}": Sum(name) for name in columns})
    return {name: found[f"sum_{name}"] or 0 for name in columns}


@transaction.atomic
def finish(run: Run, at: datetime) -> bool:
    """Close the count when every city is laid out and every chunk counted; False: nothing is left to do."""
    if run.cities.filter(laid_out_at=None).exists() or run.chunks.filter(status="new").exists():
        return False
    Run.objects.filter(pk=run.pk, status=Run.Status.CHECKING).update(
        status=Run.Status.PLANNED, checked_at=at, forecast=_together(run)
    )
    return False


def _together(run: Run) -> dict[str, Any]:
    new, kept, reasons = 0, 0, Counter[str]()
    sample: list[list[str]] = []
    for found in run.chunks.order_by("pk").values_list("forecast", flat=True).iterator():
        new, kept = new + found.get("new", 0), kept + found.get("kept", 0)
        reasons.update(found.get("reasons", {}))
        if len(sample) < SAMPLE:
            sample += found.get("sample", [])
    if run.unknown_lines:
        reasons["not_in_register"] += run.unknown_lines
    return {"new": new, "kept": kept, "reasons": dict(reasons.most_common()), "sample": sample[:SAMPLE]}
