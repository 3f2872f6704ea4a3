"""Which authorizations somebody may see, and which count."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from portal.accounts.models import Person
from portal.core.actors import Actor
from portal.core.digests import keyed_digest

OPEN = ("waiting", "accepted")


def grantee_digest(id_number: str) -> bytes:
    """What stands for an ID number in the table of authorizations."""
    return keyed_digest("grantee", id_number)


class GrantQuerySet(QuerySet[Any]):
    def open(self, at: datetime) -> "GrantQuerySet":
        """Waiting or in force: these take a place."""
        return self.filter(status__in=OPEN, valid_until__gt=at)

    def lapsed(self, at: datetime) -> "GrantQuerySet":
        """Past their term and not closed yet."""
        return self.filter(status__in=OPEN, valid_until__lte=at)

    def in_force(self, at: datetime) -> "GrantQuerySet":
        return self.filter(status="accepted", valid_until__gt=at)

    def of(self, scope: str, ref: str) -> "GrantQuerySet":
        """About one thing."""
        return self.filter(subject__scope=scope, subject__ref=ref)

    def given_by(self, actor: Actor) -> "GrantQuerySet":
        """Those the actor made, or the organization the actor acts for."""
        if actor.organization_id is not None:
            return self.filter(grantor_organization_id=actor.organization_id)
        return self.filter(grantor_person_id=actor.person_id) if actor.person_id else self.none()

    def addressed_to(self, person: Person) -> "GrantQuerySet":
        """Those whose ID number is this person's; the name is compared by `granting`."""
        return self.filter(Q(grantee=person) | Q(grantee_digest=grantee_digest(person.id_number)))
