"""Which credentials an actor may see."""

from typing import Any

from django.db.models import QuerySet

from portal.core.actors import Actor


class CredentialQuerySet(QuerySet[Any]):
    def live(self) -> "CredentialQuerySet":
        return self.filter(status="active")

    def visible_to(self, actor: Actor) -> "CredentialQuerySet":
        """A credential is visible if, and only if, the actor is its holder.

        Officers and enterprises learn about a credential by checking a code, never by browsing.
        """
        if actor.person_id is None:
            return self.none()
        return self.filter(holder_id=actor.person_id)
