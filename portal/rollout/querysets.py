"""Which activations are due, which are open, which still to come."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet


class ActivationQuerySet(QuerySet[Any]):
    def due(self, at: datetime) -> "ActivationQuerySet":
        """To be opened now: the time has come, nobody has done it, and the batch may run."""
        return self.filter(
            opens_at__lte=at, activated_at__isnull=True, batch__status__in=["approved", "running"]
        )

    def open(self, at: datetime) -> "ActivationQuerySet":
        """Open at `at`: opened by then and not paused."""
        return self.filter(activated_at__lte=at, paused_at__isnull=True)

    def announced(self) -> "ActivationQuerySet":
        """What the public may know: a plan that nobody has approved is none."""
        return self.exclude(batch__status="planned", activated_at__isnull=True)

    def to_come(self) -> "ActivationQuerySet":
        """Not opened yet, whatever its time."""
        return self.filter(activated_at__isnull=True)
