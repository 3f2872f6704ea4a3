"""A fresh code for a card on a screen, by the short road: one statement, one signature, nothing written."""

import json
import re
from datetime import datetime
from functools import cache, lru_cache
from uuid import UUID

from portal.accounts.quick_sessions import COLUMNS, TABLES, WIDTH, AskAgainError, person_in, user_hint
from portal.core.errors import RuleViolation
from portal.credentials import reading
from portal.credentials.kinds import CredentialKind, kind_of
from portal.credentials.models import Credential
from portal.credentials.presenting import ShownCode, code_of_holder
from portal.credentials.reading import Found

PATH = re.compile(r"/wallet/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/code/")


def refresh(path: str, session_key: str, *, at: datetime) -> bytes | None:
    """The JSON answer of `…/code/`, or None when the ordinary road must say why not."""
    match = PATH.fullmatch(path)
    if match is None:
        return None
    credential_id = UUID(match[1])
    try:
        kind = kind_of(_kind_slug(credential_id))
        person_id, found = _read(kind, credential_id, session_key, at)
        if person_id is None:
            return None
        return as_json(code_of_holder(found, credential_id, kind, person_id=person_id, at=at))
    except (RuleViolation, Credential.DoesNotExist):
        return None


def _read(
    kind: CredentialKind, credential_id: UUID, session_key: str, at: datetime
) -> tuple[int | None, Found]:
    """Who asks, and the credential, in one statement; in two when the session is new to this process."""
    facts = {"id": credential_id, "kind": kind.slug, "kid": b"", "session": session_key, "at": at}
    for attempt in range(2):
        row = reading.run(_statement(kind), facts | {"user": user_hint(session_key)})
        found = reading.found_in(row[WIDTH:], kind)
        try:
            return person_in(row[:WIDTH], session_key), found
        except AskAgainError:
            if attempt:
                break
    return None, found


@cache
def _statement(kind: CredentialKind) -> str:
    return f"SELECT {COLUMNS}, found.* FROM ({reading.statement(kind)}) found {TABLES}"  # noqa: S608 - constants of the code


def as_json(shown: ShownCode) -> bytes:
    """The contract's three members."""
    answer = {"code": shown.text, "short_code": shown.short_code, "expires_at": shown.expires_at.isoformat()}
    return json.dumps(answer).encode()


@lru_cache(maxsize=50_000)
def _kind_slug(credential_id: UUID) -> str:
    """A credential's kind, which never changes."""
    return Credential.objects.values_list("kind", flat=True).get(pk=credential_id)
