"""How much a share code tells, and which kinds of credential can be shared by one."""

from collections.abc import Collection, Mapping
from typing import Any, Protocol, runtime_checkable

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.accounts.purposes import Purpose
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


def narrowed(
    claims: dict[str, Any], kind: CredentialKind, scope: str | None, purpose: Purpose | None
) -> tuple[dict[str, Any], Collection[str]]:
    """What is left of a purpose's claims under the scope of a share, and what the state may be said to be.

    No scope leaves everything. Who reads a share on the public page has no purpose and learns no claim, but
    the state was shared.
    """
    if scope is None:
        return claims, claims
    if not isinstance(kind, SharedKind):
        return {}, ()
    if scope != Scope.FULL:
        claims = {name: value for name, value in claims.items() if name in kind.shared.get(scope, ())}
    return claims, claims if purpose else kind.shared[Scope.STATE]
