"""The same request twice, the same answer: `Idempotency-Key`."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection, transaction

from portal.api.errors import ProblemError
from portal.credentials.models import IdempotentAnswer

LONGEST = 255
KEPT = timedelta(hours=24)


def once(
    key: str, *, api_key_id: int, body: bytes, at: datetime, work: Callable[[], tuple[int, bytes]]
) -> tuple[int, bytes, bool]:
    """Do `work` unless this key has had its answer; the third value says that it is a replay.

    Work and answer are written in one transaction, so a crash leaves neither. Raises ProblemError 409 when
    the key came with another body or its first request is still running, 400 for a key that is no key.
    """
    if not key.isprintable() or not 0 < len(key) <= LONGEST:
        raise ProblemError("bad-request", "Idempotency-Key")
    digests = hashlib.sha256(key.encode()).digest(), hashlib.sha256(body).digest()
    with transaction.atomic():
        if not _take(api_key_id, digests[0]):
            raise ProblemError("still-running")
        kept = IdempotentAnswer.objects.filter(api_key_id=api_key_id, key_digest=digests[0]).first()
        if kept is not None and kept.created_at > at - KEPT:
            if bytes(kept.body_digest) != digests[1]:
                raise ProblemError("idempotency-key-reused")
            return kept.status, bytes(kept.body), True
        status, answer = work()
        IdempotentAnswer.objects.update_or_create(
            api_key_id=api_key_id,
            key_digest=digests[0],
            defaults={"body_digest": digests[1], "status": status, "body": answer, "created_at": at},
        )
        return status, answer, False


def _take(api_key_id: int, digest: bytes) -> bool:
    """A lock on this key of this caller until the transaction ends; False when somebody holds it."""
    number = int.from_bytes(hashlib.sha256(b"%d:" % api_key_id + digest).digest()[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        return bool(cursor.fetchone()[0])


def sweep(at: datetime) -> int:
    """Forget answers past their day."""
    return IdempotentAnswer.objects.filter(created_at__lt=at - KEPT).delete()[0]
