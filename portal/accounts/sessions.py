"""The open sessions of a login, and their end."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session


def end_sessions_of(user_id: int) -> None:
    """Sign a login out everywhere: its next request, on any device, is a stranger's."""
    sessions = UserSession.objects.filter(user_id=user_id)
    Session.objects.filter(session_key__in=list(sessions.values_list("session_key", flat=True))).delete()
    sessions.delete()
