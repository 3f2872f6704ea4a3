"""A fresh code for a card on a screen, by the short road: two statements, one signature, nothing written."""

import json
import re
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from portal.accounts.quick_sessions import person_of
from portal.core.actors import Actor
from portal.core.errors import RuleViolation
from portal.credentials.kinds import kind_of
from portal.credentials.models import Credential
from portal.credentials.presenting import ShownCode, present

PATH = re.compile(r"/wallet/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/code/")


def refresh(path: str, session_key: str, *, at: datetime) -> bytes | None:
    """The JSON answer of `…/code/`, or None when the ordinary road must say why not."""
    match = PATH.fullmatch(path)
    person_id = person_of(session_key, at=at) if match else None
    if match is None or person_id is None:
        return None
    credential_id = UUID(match[1])
    try:
        kind = kind_of(_kind_slug(credential_id))
        actor = Actor(channel="web", label="holder", person_id=person_id)
        return as_json(present(credential_id=credential_id, kind=kind, actor=actor, at=at))
    except (RuleViolation, Credential.DoesNotExist):
        return None


def as_json(shown: ShownCode) -> bytes:
    """The contract's three members."""
    answer = {"code": shown.text, "short_code": shown.short_code, "expires_at": shown.expires_at.isoformat()}
    return json.dumps(answer).encode()


@lru_cache(maxsize=50_000)
def _kind_slug(credential_id: UUID) -> str:
    """A credential's kind, which never changes."""
    return Credential.objects.values_list("kind", flat=True).get(pk=credential_id)
