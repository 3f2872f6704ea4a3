"""Logins, register persons, organizations, officers and API keys."""

from portal.accounts.models.api_key import ApiKey, ApiKeyNetwork
from portal.accounts.models.identity_claim import IdentityClaim
from portal.accounts.models.invitation import Invitation
from portal.accounts.models.officer import Officer
from portal.accounts.models.organization import Membership, Organization
from portal.accounts.models.person import Person
from portal.accounts.models.user import User

__all__ = [
    "ApiKey",
    "ApiKeyNetwork",
    "IdentityClaim",
    "Invitation",
    "Membership",
    "Officer",
    "Organization",
    "Person",
    "User",
]
