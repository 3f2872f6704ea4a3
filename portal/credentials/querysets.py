"""Which credentials, and which checks of them, an actor may see."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from portal.accounts.models import Membership
from portal.core.actors import Actor
from portal.credentials.kinds import lent_kinds
from portal.grants.models import Grant

MOST_LENT = 500
ACTING_ROLES = (Membership.Role.LEGAL_REPRESENTATIVE, Membership.Role.MANAGER)


class CredentialQuerySet(QuerySet[Any]):
    def live(self) -> "CredentialQuerySet":
        return self.filter(status="active")

    def held_by(self, actor: Actor) -> "CredentialQuerySet":
        """The actor's own, what an organization holds apart."""
        return self.none() if actor.person_id is None else self.filter(holder_id=actor.person_id)

    def lent_by(self, actor: Actor) -> "CredentialQuerySet":
        """Those others hold because the actor has authorized them, ended ones too; the newest only."""
        return self.by_grants(Grant.objects.given_by(actor).order_by("-pk").values_list("pk", flat=True))

    def by_grants(self, grant_ids: Any) -> "CredentialQuerySet":
        """Those issued for these authorizations."""
        return self.filter(kind__in=lent_kinds(), subject_ref__in=[str(pk) for pk in grant_ids[:MOST_LENT]])

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


class VerificationQuerySet(QuerySet[Any]):
    def of_person(self, person_id: int) -> "VerificationQuerySet":
        """Real checks of what this person shows."""
        return self.filter(person_id=person_id, is_test=False)

    def of_lent(self, holders: Collection[int], credentials: Collection[UUID]) -> "VerificationQuerySet":
        """Real checks of what these holders use with authorization; found by the index of holders."""
        return self.filter(person_id__in=holders, credential_id__in=credentials, is_test=False)
