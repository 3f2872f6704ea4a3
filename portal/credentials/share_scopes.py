"""How much a share code tells, and which kinds of credential can be shared by one."""

from collections.abc import Collection, Mapping
from typing import Any, Protocol, runtime_checkable

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.credentials.kinds import CredentialKind


class Scope(TextChoices):
    STATE = "status", _("The state only")
    TYPE = "class", _("The state, and the class or type")
    FULL = "full", _("Everything the purpose of the check allows")


@runtime_checkable
class SharedKind(CredentialKind, Protocol):
    """A kind whose holder may let somebody look from afar, by a share code.

    `shared` names the claims a narrower scope may tell at most; what a check tells is never more than its
    purpose allows besides.
    """

    shared: Mapping[str, Collection[str]]


def narrowed(claims: dict[str, Any], kind: CredentialKind | None, scope: str) -> dict[str, Any]:
    """What is left of a purpose's claims under the scope of a share."""
    if not isinstance(kind, SharedKind):
        return {}
    if scope == Scope.FULL:
        return claims
    return {name: value for name, value in claims.items() if name in kind.shared.get(scope, ())}
