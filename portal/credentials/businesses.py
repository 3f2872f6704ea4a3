"""Business at a counter: a closed list, and what each may learn from a code, which is less than a check."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Protocol, runtime_checkable

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.accounts.purposes import Purpose
from portal.credentials.kinds import CredentialKind, Entry


class Business(TextChoices):
    VEHICLE_REGISTRATION = "vehicle-registration", _("Vehicle registration")
    VIOLATION = "violation", _("Traffic violation")
    ACCIDENT = "accident", _("Traffic accident")


@runtime_checkable
class CounterKind(CredentialKind, Protocol):
    """A kind that is of use at a counter: `needed` names the claims of each business, and no more is told."""

    needed: Mapping[str, Collection[str]]


def claims_for(
    kind: CredentialKind, entry: Entry, purpose: Purpose | None, on: date, business: str
) -> dict[str, Any]:
    """What a check tells: nothing without a purpose; for a business only what that business needs."""
    claims = kind.claims(entry, purpose, on) if purpose else {}
    if not business:
        return claims
    needed = kind.needed.get(business, ()) if isinstance(kind, CounterKind) else ()
    return {name: value for name, value in claims.items() if name in needed}
