"""Which license rows an actor may see."""

from typing import Any

from django.db.models import Q, QuerySet

from portal.accounts.roles import Duty
from portal.core.actors import Actor


def _in_reach(queryset: Any, actor: Actor) -> Any:
    """Own rows for a citizen; for an officer the rows of the officer's cities."""
    if actor.is_officer:
        return queryset.filter(city__in=actor.officer.cities.all())
    if actor.person_id is not None:
        return queryset.filter(person_id=actor.person_id)
    return queryset.none()


class _OwnRows(QuerySet[Any]):
    def of_holder(self, actor: Actor) -> Any:
        """The actor's own rows, whatever duty the actor may have besides."""
        return self.none() if actor.person_id is None else self.filter(person_id=actor.person_id)


class LicenseQuerySet(_OwnRows):
    def visible_to(self, actor: Actor) -> "LicenseQuerySet":
        """Included if, and only if, the actor is the holder or an officer of the issuing city."""
        return _in_reach(self, actor)


class LicenseApplicationQuerySet(_OwnRows):
    def visible_to(self, actor: Actor) -> "LicenseApplicationQuerySet":
        """Included if, and only if, the actor is the applicant or an officer of the application's city."""
        return _in_reach(self, actor)

    def open(self) -> "LicenseApplicationQuerySet":
        return self.filter(status__in=["draft", "needs_action", "in_review"])

    def waiting_for_review(self) -> "LicenseApplicationQuerySet":
        return self.filter(status="in_review")


class SeizureQuerySet(QuerySet[Any]):
    def visible_to(self, actor: Actor) -> "SeizureQuerySet":
        """Included if, and only if, the actor is the driver, or seizes licenses: in its city, or this one."""
        rows = Q(pk__in=[])
        if actor.is_officer and actor.officer.has_duty(Duty.SEIZE_LICENSES):
            rows |= Q(city__in=actor.officer.cities.all()) | Q(seized_by=actor.officer)
        if actor.person_id is not None:
            rows |= Q(license__person_id=actor.person_id)
        return self.filter(rows)

    def in_force(self) -> "SeizureQuerySet":
        return self.filter(status__in=["open", "end_asked"])
