"""Who is behind a session cookie, in one statement: for the one answer that phones ask for every minute.

The same checks as Django's session and authentication middleware, in the same order; anything unusual is
answered with None, and the caller takes the ordinary road.
"""

from datetime import datetime
from functools import lru_cache
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.utils.crypto import constant_time_compare

from portal.accounts.models import User

_HINTS_MOST = 20_000
_hints: dict[str, int] = {}
_SQL = """SELECT s.session_data, u.id, u.password, u.is_active, u.is_staff, u.person_id
    FROM django_session s LEFT JOIN accounts_user u ON u.id = %s
    WHERE s.session_key = %s AND s.expire_date > %s"""


def person_of(session_key: str, *, at: datetime) -> int | None:
    """The register person signed in with this cookie; None for nobody, for staff and for anything unusual.

    A session belongs to one login for as long as its key lives, so whose it was last time is asked along with
    it; what counts is what the session itself says.
    """
    hint = _hints.get(session_key, 0)
    row = _row(session_key, hint, at)
    if row is None:
        _hints.pop(session_key, None)
        return None
    session = _decoded(row[0])
    named = session.get(SESSION_KEY, "")
    if not named.isdecimal() or session.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return None
    if int(named) != row[1]:
        _remember(session_key, int(named))
        row = _row(session_key, int(named), at)
        if row is None or row[1] != int(named):
            return None
    return _person(row, session.get(HASH_SESSION_KEY, ""))


def _row(session_key: str, user_id: int, at: datetime) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(_SQL, [user_id, session_key, at])
        return cursor.fetchone()


def _person(row: Any, session_hash: str) -> int | None:
    _data, user_id, password, is_active, is_staff, person_id = row
    if not is_active or is_staff:
        return None
    own = User(pk=user_id, password=password).get_session_auth_hash()
    return person_id if constant_time_compare(session_hash, own) else None


def _remember(session_key: str, user_id: int) -> None:
    if len(_hints) >= _HINTS_MOST:
        _hints.clear()
    _hints[session_key] = user_id


@lru_cache(maxsize=4096)
def _decoded(session_data: str) -> dict[str, Any]:
    """What a signed session says; the same text always says the same."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    return dict(store.decode(session_data))
