"""Which vehicles an actor may see."""

from typing import Any

from django.db.models import Q, QuerySet

from portal.accounts.models import Membership
from portal.core.actors import Actor

ACTING_ROLES = (Membership.Role.LEGAL_REPRESENTATIVE, Membership.Role.MANAGER)


def codes_of_organizations(actor: Actor, roles: tuple[str, ...] = ()) -> QuerySet[Any]:
    """The codes of the organizations the actor works for, in one of `roles` where they are named."""
    mine = Membership.objects.filter(user_id=actor.user_id or 0, organization__is_active=True)
    if roles:
        mine = mine.filter(role__in=roles)
    return mine.values("organization__uscc")


class VehicleQuerySet(QuerySet[Any]):
    def of_person(self, actor: Actor) -> "VehicleQuerySet":
        """The actor's own vehicles, whatever duty or membership the actor may have besides."""
        return self.none() if actor.person_id is None else self.filter(owner_id=actor.person_id)

    def of_organizations(self, actor: Actor) -> "VehicleQuerySet":
        """Vehicles of the organizations the actor is a member of."""
        if actor.user_id is None or actor.person_id is None:
            return self.none()
        return self.filter(organization_code__in=codes_of_organizations(actor)).exclude(organization_code="")

    def held_by(self, actor: Actor) -> "VehicleQuerySet":
        """Those for which the actor may apply: own ones, and as legal representative or manager."""
        if actor.person_id is None:
            return self.none()
        acting = Q(organization_code__in=codes_of_organizations(actor, ACTING_ROLES))
        return self.filter(Q(owner_id=actor.person_id) | (acting & ~Q(organization_code="")))

    def visible_to(self, actor: Actor) -> "VehicleQuerySet":
        """Included if, and only if, the actor owns it, works for its owner, or is an officer of its city."""
        if actor.is_officer:
            return self.filter(city__in=actor.officer.cities.all())
        if actor.person_id is None:
            return self.none()
        mine = Q(organization_code__in=codes_of_organizations(actor)) & ~Q(organization_code="")
        return self.filter(Q(owner_id=actor.person_id) | mine)
