"""Checks by officers' devices: each scan has a number and is answered once, however often it comes."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import get_language

from portal.accounts.purposes import Purpose
from portal.core.digests import keyed_digest, same_digest
from portal.core.errors import RuleViolation
from portal.core.sealing import seal, unseal
from portal.credentials import late_scans, officer_sheets, short_codes
from portal.credentials.models import OfficerScan
from portal.credentials.verifying import Verifier, verify

KEPT = timedelta(hours=12)  # how long a device keeps an unsent scan, and we the answer to one
LIMIT = 50  # scans in a device's outbox
LONGEST_PLACE = 80


@dataclass(frozen=True, slots=True, repr=False)
class Scan:
    """What a device asks. `nonce` is its own number for this scan, None for a form without a script.

    `waited` is how many seconds the scan lay in the device's outbox, by the device's word; None when it was
    sent at once.
    """

    code: str
    purpose: Purpose
    nonce: UUID | None = None
    waited: int | None = None
    place: str = ""


def check(scan: Scan, *, verifier: Verifier, at: datetime) -> dict[str, Any]:
    """The sheet for one scan as JSON; the same number again gets the same sheet, with `replayed`.

    The unique constraint decides between twins: the second waits for the first and reads its answer. Number
    and check are written in one transaction, so a crash leaves neither. Raises RuleViolation("scan_reused")
    when the number came with another question.
    """
    if scan.nonce is None:
        return _sheet(scan, verifier, at)
    digest = keyed_digest("officer-scan", scan.code, scan.purpose)
    with transaction.atomic():
        row = _take(scan, digest, verifier, at)
        if row.answer:
            if not same_digest(row.question_digest, digest):
                raise RuleViolation("scan_reused")
            if scan.waited is not None and row.waited_seconds is None:  # answered, but nobody heard it
                row.waited_seconds, row.place = scan.waited, scan.place[:LONGEST_PLACE]
                row.save(update_fields=["waited_seconds", "place"])
            return {**json.loads(unseal(row.answer)), "replayed": True}
        sheet = _sheet(scan, verifier, at) | {"lang": get_language()}
        row.answer = seal(json.dumps(sheet, ensure_ascii=False).encode())
        row.save(update_fields=["answer"])
        return sheet


def _take(scan: Scan, digest: bytes, verifier: Verifier, at: datetime) -> OfficerScan:
    """The row of this number: ours and without an answer, or an earlier one with its answer."""
    number: Any = {"user_id": verifier.user_id, "nonce": scan.nonce}
    row = OfficerScan(
        **number,
        question_digest=digest,
        received_at=at,
        waited_seconds=scan.waited,
        place=scan.place[:LONGEST_PLACE],
    )
    OfficerScan.objects.bulk_create([row], ignore_conflicts=True)
    return OfficerScan.objects.get(**number)


def _sheet(scan: Scan, verifier: Verifier, at: datetime) -> dict[str, Any]:
    verdict = verify(scan.code, verifier=verifier, purpose=scan.purpose, at=at)
    if scan.waited is not None and verdict.reason == "expired":
        late = late_scans.today(scan.code, verdict, oldest=at - KEPT)
        if late is not None:
            return officer_sheets.of_late(late, verdict)
    forgotten = verdict.reason == "unknown" and short_codes.read(scan.code) is not None
    too_late = forgotten and scan.waited is not None
    return officer_sheets.of(verdict, user_id=verifier.user_id, too_late=too_late)


def late_sheets(*, user_id: int, at: datetime) -> list[dict[str, Any]]:
    """The answers to what this officer recorded without a network, newest first."""
    rows = OfficerScan.objects.filter(
        user_id=user_id, waited_seconds__isnull=False, received_at__gt=at - KEPT
    ).order_by("-received_at")[:50]
    return [
        {**json.loads(unseal(row.answer)), "waited": row.waited_seconds, "place": row.place}
        for row in rows
        if row.answer
    ]


def sweep(at: datetime) -> int:
    """Forget answers that no device can ask for again."""
    return OfficerScan.objects.filter(received_at__lt=at - KEPT).delete()[0]
