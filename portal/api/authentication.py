"""Who calls the API: the key in `Authorization: Bearer …`, for the framework and for plain views."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import BasePermission

from portal.accounts import keys
from portal.accounts.identity import address_of
from portal.accounts.keys import ApiKeyFacts
from portal.api.errors import ProblemError
from portal.api.throttling import spend, spend_and_read
from portal.core.actors import Actor
from portal.core.throttling import Spent

_LONGEST = 200


def key_of(request: HttpRequest, *, at: datetime) -> ApiKeyFacts:
    """The key of a request; raises ProblemError("not-authenticated")."""
    text = _bearer(request)
    facts = keys.authenticate(text, at=at, address=address_of(request)) if text.isascii() else None
    if facts is None:
        raise ProblemError("not-authenticated", _("The key is unknown, expired or revoked."))
    return facts


def key_and_spent(request: HttpRequest, *, at: datetime) -> tuple[ApiKeyFacts, Spent]:
    """The key of a request and its throttle, in one step of Valkey while the key is kept in this process."""
    text = _bearer(request)
    kept = keys.kept(text) if text.isascii() else None
    if kept is not None:
        facts, version = kept
        spent, current = spend_and_read(facts.id, keys.VERSION)
        if spent.counted and (current or b"0") == version:
            if keys.still_good(facts, at=at, address=address_of(request)):
                return facts, spent
            raise ProblemError("not-authenticated", _("The key is unknown, expired or revoked."))
    facts = key_of(request, at=at)
    return facts, spend(facts.id)


def _bearer(request: HttpRequest) -> str:
    scheme, _blank, text = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    text = text.strip()
    if scheme.lower() != "bearer" or not text or len(text) > _LONGEST:
        raise ProblemError("not-authenticated", _("The header “Authorization: Bearer …” is missing."))
    return text


def actor_of_key(facts: ApiKeyFacts, *, request_id: str = "") -> Actor:
    """The actor behind an API key, for rules and the audit trail."""
    return Actor(
        channel="api",
        label=facts.prefix,
        organization_id=facts.organization_id,
        api_key_id=facts.id,
        request_id=request_id,
    )


class ApiKeyAuthentication(BaseAuthentication):
    """`request.auth` is an ApiKeyFacts; there is no user behind a key."""

    def authenticate(self, request: Any) -> tuple[None, ApiKeyFacts]:
        return None, key_of(request._request, at=timezone.now())

    def authenticate_header(self, request: Any) -> str:
        return 'Bearer realm="api"'


class HasApiKey(BasePermission):
    """Nothing of the API is answered without a key."""

    def has_permission(self, request: Any, view: Any) -> bool:
        return isinstance(request.auth, ApiKeyFacts)
