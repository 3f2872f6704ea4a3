"""Which credentials an actor may see."""

from typing import Any

from django.db.models import Q, QuerySet

from portal.accounts.models import Membership
from portal.core.actors import Actor

ACTING_ROLES = (Membership.Role.LEGAL_REPRESENTATIVE, Membership.Role.MANAGER)


class CredentialQuerySet(QuerySet[Any]):
    def live(self) -> "CredentialQuerySet":
        return self.filter(status="active")

    def held_by(self, actor: Actor) -> "CredentialQuerySet":
        """The actor's own, what an organization holds apart."""
        return self.none() if actor.person_id is None else self.filter(holder_id=actor.person_id)

    def visible_to(self, actor: Actor) -> "CredentialQuerySet":
        """Visible if, and only if, the actor holds it, or acts for the organization that holds it.

        Officers and enterprises learn about a credential by checking a code, never by browsing.
        """
        if actor.person_id is None:
            return self.none()
        own = Q(holder_id=actor.person_id)
        if actor.user_id is None:
            return self.filter(own)
        acts_for = Membership.objects.filter(
            user_id=actor.user_id, role__in=ACTING_ROLES, organization__is_active=True
        )
        acting = Q(organization_id__in=acts_for.values("organization_id"))
        return self.filter(own | acting)
