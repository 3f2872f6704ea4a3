"""Who is acting: an `Actor` built from a request, once; and from which address."""

from django.conf import settings
from django.http import HttpRequest  # noqa: TID251 - this is the edge

from portal.accounts.acting import organization_of
from portal.accounts.models import Officer
from portal.core.actors import Actor


def actor_of(request: HttpRequest) -> Actor:
    """The actor behind a page request; built once and kept on the request."""
    kept = getattr(request, "_portal_actor", None)
    if kept is None:
        kept = request._portal_actor = _build(request)  # type: ignore[attr-defined]
    return kept


def _build(request: HttpRequest) -> Actor:
    request_id = getattr(request, "request_id", "")
    user = request.user
    if not user.is_authenticated:
        return Actor.anonymous(request_id)
    officer = Officer.objects.filter(user=user).first() if user.is_staff else None
    organization = None if user.is_staff else organization_of(request)
    return Actor(
        channel="staff" if user.is_staff else "web",
        label=officer.badge_number if officer else user.label,
        user_id=user.pk,
        person_id=user.person_id,
        organization_id=organization.pk if organization else None,
        officer=officer,
        request_id=request_id,
    )


def address_of(request: HttpRequest) -> str:
    """The client's address: the socket's, or what the outermost trusted proxy has seen."""
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    trusted = settings.TRUSTED_PROXY_COUNT
    if trusted and len(hops) >= trusted:
        return hops[-trusted]
    return request.META.get("REMOTE_ADDR", "")
