"""Decides and writes one chunk of a bulk run: the same answers as `issuing.issue`, a thousand at a time.

Eight statements a chunk, however large it is; what is in memory is one chunk.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from django.db import connection
from django.db.models.expressions import RawSQL

from portal.core.actors import Actor
from portal.core.errors import RuleViolation
from portal.credentials import issuing, keys
from portal.credentials.kinds import BulkKind, Entry, bulk_kind_of
from portal.credentials.models import Chunk, Credential, OptOut, Run, RunRefusal, SigningKey
from portal.credentials.records import Signer
from portal.rollout import gates

OPTED_OUT, UNREADABLE, GONE, CLOSED = "opted_out", "unreadable", "not_in_register", "city_not_open"
COLUMNS = (
    "id, kind, subject_ref, holder_id, organization_id, city_id, status, issued_at, end_reason, fingerprint,"
    " record, key_id, run_id"
)
TYPES = "uuid varchar varchar int8 int8 varchar varchar timestamptz varchar varchar bytea int8 int8".split()
_STAGE = f"""CREATE TEMPORARY TABLE IF NOT EXISTS bulk_stage ON COMMIT DELETE ROWS AS
    SELECT {COLUMNS} FROM credentials_credential WITH NO DATA"""  # noqa: S608 - our own names
_BRING_IN = f"""INSERT INTO credentials_credential ({COLUMNS}) SELECT {COLUMNS} FROM bulk_stage
    ON CONFLICT (kind, subject_ref) WHERE status = 'active' DO NOTHING"""  # noqa: S608
_logger = structlog.get_logger(__name__)


@dataclass
class Decided:
    """What is to happen to the subjects of a chunk; everybody is in exactly one of the places."""

    new: list[Entry] = field(default_factory=list)
    stale: list[UUID] = field(default_factory=list)
    issued: int = 0
    kept: int = 0
    refused: dict[str, str] = field(default_factory=dict)

    def count(self, *reasons: str) -> int:
        return sum(reason in reasons for reason in self.refused.values())

    def forecast(self) -> dict[str, Any]:
        """What a dry run remembers: counts, refusals by reason, and a few of each kind to look at."""
        sample = [(entry.ref, "") for entry in self.new[:2]] + list(self.refused.items())[:2]
        reasons = dict(Counter(self.refused.values()))
        return {
            "new": len(self.new),
            "kept": self.kept + self.issued,
            "reasons": reasons,
            "sample": sample,
        }


def require_open(run: Run, chunk: Chunk, at: datetime) -> None:
    """Raises RuleViolation("city_not_open"): the chunk waits until the city is open and somebody says so."""
    if not gates.is_open(bulk_kind_of(run.kind).service, chunk.city_id, at):
        raise RuleViolation(CLOSED)


def decide(run: Run, refs: list[str], at: datetime) -> Decided:
    """Who would be issued to now, and why the others not: the questions of `issuing.issue`, in its order.

    A live credential for the same facts is kept as it is (it counts as issued when this very run made it);
    one for other facts is replaced. An entry that cannot be read costs itself, not its chunk.
    """
    kind = bulk_kind_of(run.kind)
    entries = {entry.ref: entry for entry in kind.entries(refs)}
    live = _live(run.kind, refs)
    unwilling = _opted_out(run.kind, entries.values())
    is_open = {
        city: gates.is_open(kind.service, city, at) for city in {e.city_code for e in entries.values()}
    }
    decided = Decided(refused={ref: GONE for ref in refs if ref not in entries})
    for ref, entry in entries.items():
        pk, fingerprint, by_run = live.get(ref, (None, "", None))
        if pk is not None and fingerprint == entry.fingerprint:
            decided.issued += by_run == run.pk
            decided.kept += by_run != run.pk
            continue
        reason = _reason(kind, entry, at, is_open[entry.city_code], entry.person_id in unwilling)
        if reason:
            decided.refused[ref] = reason
            continue
        decided.new.append(entry)
        if pk is not None:
            decided.stale.append(pk)
    return decided


def _reason(kind: BulkKind, entry: Entry, at: datetime, is_open: bool, unwilling: bool) -> str:
    if not is_open:
        return CLOSED
    try:
        refusals = kind.refusals(entry, at)
    except Exception as problem:
        return _unreadable(kind, entry, problem)
    if refusals:
        return refusals[0].code
    return OPTED_OUT if unwilling else ""


def _live(kind: str, refs: list[str]) -> dict[str, tuple[UUID, str, int | None]]:
    wanted = RawSQL("SELECT unnest(%s::varchar[])", [refs])  # a thousand parameters cost more than the rows
    rows = Credential.objects.live().filter(kind=kind, subject_ref__in=wanted)
    return {ref: rest for ref, *rest in rows.values_list("subject_ref", "pk", "fingerprint", "run_id")}  # type: ignore[misc]


def _opted_out(kind: str, entries: Iterable[Entry]) -> set[int]:
    people = [entry.person_id for entry in entries if entry.person_id]
    wanted = RawSQL("SELECT unnest(%s::bigint[])", [people])
    rows = OptOut.objects.filter(kind=kind, until=None, person_id__in=wanted)
    return set(rows.values_list("person_id", flat=True))


def write(run: Run, chunk: Chunk, *, actor: Actor, at: datetime) -> None:
    """Issue to a chunk inside the caller's transaction and set its counts; safe to repeat.

    One live credential for each subject is the database's decision: whoever was issued one by somebody else
    in the same moment is counted as kept.
    """
    decided = decide(run, chunk.refs, at)
    _replace(decided.stale, actor, at)
    rows = _signed(run, decided, at)
    written = _bring_in(rows)
    RunRefusal.objects.filter(chunk=chunk).delete()
    _note(run, chunk, decided)
    chunk.issued = decided.issued + written
    chunk.kept = decided.kept + len(rows) - written
    chunk.opted_out, chunk.failed = decided.count(OPTED_OUT), decided.count(UNREADABLE)
    chunk.refused = len(decided.refused) - chunk.opted_out - chunk.failed


def _replace(stale: list[UUID], actor: Actor, at: datetime) -> None:
    """End what was issued for other facts, one by one: they are few, and each leaves its trace."""
    if not stale:
        return
    for old in Credential.objects.live().select_for_update().filter(pk__in=stale).order_by("pk"):
        issuing.end(
            credential=old, to=Credential.Status.SUPERSEDED, reason="issued_again", actor=actor, at=at
        )


def _signed(run: Run, decided: Decided, at: datetime) -> list[tuple[Any, ...]]:
    """The rows to be written, signed; in the order of the keys, so that two runs at once cannot deadlock."""
    kind = bulk_kind_of(run.kind)
    key = keys.active_key(SigningKey.Use.RECORD)
    signer = Signer(kind, key, at)
    rows: list[tuple[Any, ...]] = []
    for entry in sorted(decided.new, key=lambda entry: entry.ref):
        identifier = issuing.new_id()
        try:
            payload = signer.payload(entry, identifier)
        except Exception as problem:
            decided.refused[entry.ref] = _unreadable(kind, entry, problem)
            continue
        whose = (entry.person_id, entry.organization_id, entry.city_code)
        rows.append(
            (
                identifier,
                kind.slug,
                entry.ref,
                *whose,
                "active",
                at,
                "",
                entry.fingerprint,
                signer.record(payload),
                key.pk,
                run.pk,
            )
        )
    return rows


def _unreadable(kind: BulkKind, entry: Entry, problem: Exception) -> str:
    """One broken entry must not hold up the other thousand of its chunk."""
    _logger.error("entry_unreadable", kind=kind.slug, ref=entry.ref, problem=type(problem).__name__)
    return UNREADABLE


def _bring_in(rows: list[tuple[Any, ...]]) -> int:
    """How many of the rows became live credentials."""
    if not rows:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(f"{_STAGE}; TRUNCATE bulk_stage")
        with cursor.copy(f"COPY bulk_stage ({COLUMNS}) FROM STDIN (FORMAT BINARY)") as copy:
            copy.set_types(TYPES)
            for row in rows:
                copy.write_row(row)
        cursor.execute(_BRING_IN)
        return int(cursor.rowcount)


def _note(run: Run, chunk: Chunk, decided: Decided) -> None:
    RunRefusal.objects.bulk_create(
        RunRefusal(run=run, chunk=chunk, city_id=chunk.city_id, ref=ref, reason=reason)
        for ref, reason in decided.refused.items()
    )
