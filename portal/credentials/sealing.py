"""Sign where the hash chains stand, so that rows cut off later are missed; check logs and signatures.

Whoever rules the database can rewrite rows, hashes and heads; not what a key outside of it has signed.
"""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.db import transaction
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import import_key
from structlog import get_logger

from portal.audit import chain
from portal.audit.models import HeadSignature
from portal.credentials import keys
from portal.credentials.models import SigningKey

LOGS = {"audit": "audit_auditevent", "verification": "credentials_verification"}
STATEMENTS = "statements"
TYP = "audit-heads+jwt"
logger = get_logger(__name__)


@transaction.atomic
def sign_heads(*, at: datetime) -> HeadSignature:
    """State under our signature where every chain stands; each statement also names the one before it.

    The statement's digest goes to the process log: what lies there cannot be taken back in the database.
    """
    last = HeadSignature.objects.select_for_update().order_by("-id").first()
    payload = {
        "iat": int(at.timestamp()),
        "previous": _digest(last.statement) if last else "",
        "heads": [[head.log, head.chain, head.seq, head.hash] for head in chain.heads()],
    }
    statement = keys.sign_jws(SigningKey.Use.AUDIT, payload, typ=TYP)
    row = HeadSignature.objects.create(at=at, statement=statement)
    logger.info("audit_heads_signed", statement_id=row.pk, digest=_digest(statement))
    return row


def verify_logs() -> list[chain.BadRow]:
    """Everything that is wrong with the logs: the first bad row of each, and what statements contradict."""
    said, bad = _statements()
    problems = [bad] if bad else []
    for log, table in LOGS.items():
        heads = [head for head in said if head.log == log]
        problems += [row for row in (chain.check(table, log), chain.check_against(table, heads)) if row]
    return problems


def check_heads() -> chain.BadRow | None:
    """The first row, or the first statement, that contradicts what was signed about the chains."""
    said, bad = _statements()
    if bad:
        return bad
    found = (chain.check_against(table, [h for h in said if h.log == log]) for log, table in LOGS.items())
    return next((row for row in found if row), None)


def _statements() -> tuple[list[chain.Head], chain.BadRow | None]:
    """What all statements say together, and the first statement that is not genuine or not in its place.

    Statements under a key that has been declared compromised say nothing any more.
    """
    said: list[chain.Head] = []
    trusted = {
        key["kid"]: import_key({name: key[name] for name in ("kty", "crv", "x", "y") if name in key})
        for key in keys.jwks()["keys"]
        if key["portal_use"] == SigningKey.Use.AUDIT
    }
    compromised = SigningKey.objects.filter(status=SigningKey.Status.COMPROMISED)
    lost = {bytes(kid).decode() for kid in compromised.values_list("kid", flat=True)}
    previous = ""
    for row in HeadSignature.objects.order_by("id").iterator():
        try:
            payload = _read(row.statement, trusted, lost)
        except (JoseError, ValueError):
            return said, _bad(row, "not signed by us")
        if payload is not None:
            if payload["previous"] != previous:
                return said, _bad(row, "the statement before it is gone or altered")
            said += [chain.Head(*head) for head in payload["heads"]]
        previous = _digest(row.statement)
    return said, None


def _read(statement: str, trusted: dict[str, Any], lost: set[str]) -> dict[str, Any] | None:
    """The payload of a genuine statement; None under a compromised key. Raises JoseError or ValueError."""
    kid = jws.extract_compact(statement.encode()).headers().get("kid")
    if kid in lost:
        return None
    if kid not in trusted:
        raise ValueError("unknown key")
    found = jws.deserialize_compact(statement, trusted[kid], algorithms=["ES256", "Ed25519"])
    if found.headers().get("typ") != TYP:
        raise ValueError("another kind of statement")
    return json.loads(found.payload)


def _digest(statement: str) -> str:
    return hashlib.sha256(statement.encode()).hexdigest()


def _bad(row: HeadSignature, problem: str) -> chain.BadRow:
    return chain.BadRow(STATEMENTS, None, None, str(row.pk), problem)
