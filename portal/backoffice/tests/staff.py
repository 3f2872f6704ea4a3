"""Clients of officers for tests: signed in with both factors, and fresh where a test says so."""

import time

from allauth.usersessions.models import UserSession
from django.test import Client

from portal.accounts.models import Officer, User
from portal.accounts.tests.factories import OfficerFactory, UserFactory


def client_of(who: Officer | User, *, fresh: bool = False) -> Client:
    """A client signed in as this officer; `fresh` has shown the second factor again just now."""
    client = Client()
    login = who.user if isinstance(who, Officer) else who
    client.force_login(login, backend="allauth.account.auth_backends.AuthenticationBackend")
    UserSession.objects.create(  # as a real sign-in does
        user=login, session_key=client.session.session_key, ip="127.0.0.1", user_agent="test"
    )
    if fresh:
        session = client.session
        session["account_authentication_methods"] = [
            {"method": "mfa", "type": "totp", "at": time.time(), "reauthenticated": True}
        ]
        session["account_authentication_methods_user"] = str(login.pk)
        session.save()
    return client


def officer(role: str = "reviewer", cities=None) -> Officer:
    return OfficerFactory(role=role, **({} if cities is None else {"cities": cities}))


def superuser() -> User:
    return UserFactory(staff=True, is_superuser=True, second_factor=True)
