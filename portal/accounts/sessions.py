"""The open sessions of a login, and their end."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from portal.core.digests import keyed_digest


def end_sessions_of(user_id: int) -> None:
    """Sign a login out everywhere: its next request, on any device, is a stranger's."""
    sessions = UserSession.objects.filter(user_id=user_id)
    Session.objects.filter(session_key__in=list(sessions.values_list("session_key", flat=True))).delete()
    sessions.delete()


def mark_of(session_key: str | None) -> str:
    """Tells what a browser keeps for one session from what it keeps for another; it opens nothing."""
    return keyed_digest("offline-copy", session_key or "").hex()[:16]
