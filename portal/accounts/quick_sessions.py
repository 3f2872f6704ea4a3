"""Who is behind a session cookie, asked along with something else: for the answer phones ask for all day.

The same checks as Django's session and authentication middleware, in the same order; anything unusual is
answered with None, and the caller takes the ordinary road.
"""

from collections.abc import Sequence
from functools import lru_cache
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils.crypto import constant_time_compare

from portal.accounts.models import User

COLUMNS = "s.session_data, u.id, u.password, u.is_active, u.is_staff, u.person_id"
WIDTH = 6
TABLES = """LEFT JOIN django_session s
        ON s.session_key = %(session)s::text AND s.expire_date > %(at)s::timestamptz
    LEFT JOIN accounts_user u ON u.id = %(user)s::bigint"""
_HINTS_MOST = 20_000
_hints: dict[str, int] = {}


class AskAgainError(Exception):
    """The session belongs to another login than the one asked for; `user_hint()` knows now which."""


def user_hint(session_key: str) -> int:
    """Whose session it was last time, 0 for unknown: a key belongs to one login for as long as it lives."""
    return _hints.get(session_key, 0)


def person_in(row: Sequence[Any], session_key: str) -> int | None:
    """The register person whom `COLUMNS` of this session show; None for nobody, staff and anything unusual.

    What counts is what the session itself says. Raises AskAgainError when the hint was for another login.
    """
    data, user_id, *user = row
    if data is None:
        _hints.pop(session_key, None)
        return None
    session = _decoded(data)
    named = session.get(SESSION_KEY, "")
    if not named.isdecimal() or session.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return None
    if int(named) == user_id:
        return _person(user_id, user, session.get(HASH_SESSION_KEY, ""))
    if user_hint(session_key) == int(named):
        return None  # asked for and not there: the login is gone
    _remember(session_key, int(named))
    raise AskAgainError


def _person(user_id: int, user: Sequence[Any], session_hash: str) -> int | None:
    password, is_active, is_staff, person_id = user
    if not is_active or is_staff:
        return None
    return person_id if constant_time_compare(session_hash, _session_hash(user_id, password)) else None


@lru_cache(maxsize=4096)
def _session_hash(user_id: int, password: str) -> str:
    """What a session of this login must carry; the same password field always gives the same."""
    return User(pk=user_id, password=password).get_session_auth_hash()


def _remember(session_key: str, user_id: int) -> None:
    if len(_hints) >= _HINTS_MOST:
        _hints.clear()
    _hints[session_key] = user_id


@lru_cache(maxsize=4096)
def _decoded(session_data: str) -> dict[str, Any]:
    """What a signed session says; the same text always says the same."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    return dict(store.decode(session_data))
