"""The organization a session acts for: chosen by the person, proved anew at every request."""

from typing import Any

from django.http import HttpRequest  # noqa: TID251 - the choice lives in the session

from portal.accounts.models import Membership, Organization, User

_CHOSEN = "acting_for"


def act_for(request: HttpRequest, organization: Organization | None) -> None:
    """From the next request on this session acts for the organization, or for the person again."""
    if organization is None:
        request.session.pop(_CHOSEN, None)
    else:
        request.session[_CHOSEN] = organization.pk


def membership_of(request: HttpRequest) -> Membership | None:
    """The membership the session acts by; None as soon as it has ended. One statement, asked once."""
    if not hasattr(request, "_portal_membership"):
        request._portal_membership = _find(request)  # type: ignore[attr-defined]
    return request._portal_membership  # type: ignore[attr-defined]


def organization_of(request: HttpRequest) -> Organization | None:
    membership = membership_of(request)
    return membership.organization if membership else None


def acting_for(request: HttpRequest) -> dict[str, Any]:
    """For the head of every page: for whom the session acts. Nothing is read for who has not chosen."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or user.is_staff:
        return {"acting_for": None}
    return {"acting_for": organization_of(request)}


def _find(request: HttpRequest) -> Membership | None:
    session = getattr(request, "session", None)  # a request built by hand has none
    chosen = session.get(_CHOSEN) if session is not None else None
    user = request.user
    if chosen is None or not isinstance(user, User) or user.person_id is None:
        return None
    working = Membership.objects.filter(organization=chosen, organization__is_active=True, user=user)
    return working.select_related("organization").first()
