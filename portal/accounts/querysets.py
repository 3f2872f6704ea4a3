"""Who may see which identity claim."""

from typing import TYPE_CHECKING, Self

from django.db import models

from portal.accounts.roles import Duty
from portal.core.actors import Actor

if TYPE_CHECKING:
    from portal.accounts.models import IdentityClaim  # noqa: F401


class IdentityClaimQuerySet(models.QuerySet["IdentityClaim"]):
    def live(self) -> Self:
        return self.filter(status__in=["open", "at_counter", "confirmed"])

    def waiting_at_counter(self) -> Self:
        return self.filter(status="at_counter")

    def visible_to(self, actor: Actor) -> Self:
        """An officer with the duty sees what was sent to the counters of the own cities; others their own."""
        if actor.is_officer and actor.officer.has_duty(Duty.CONFIRM_IDENTITY):
            return self.filter(city__in=actor.officer.cities.all(), proof="counter")
        if actor.user_id is None:
            return self.none()
        return self.filter(user_id=actor.user_id)
