"""Keep the counts by day and city: nothing is added to the work of whoever issues or checks.

Issuing: a trigger notes one row for each statement and city; here the notes are taken away and added up.
Checking: the log is append-only and numbered without gaps along each of its chains, in the order in which
rows become visible, so "counted up to this number" leaves nothing out and counts nothing twice. Rows are
found by their ids, which begin with the time; only so much of the log is read as has come since.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Min

from portal.credentials.kinds import all_kinds, lent_kinds
from portal.credentials.models import Verification
from portal.opendata.models import CheckMark

OVERLAP = timedelta(minutes=2)  # clocks of web servers apart, and the longest transaction
WINDOW = timedelta(hours=1)  # of the log read by one statement, after a long downtime
NOTES = 20_000
_LOCK = 0x6F70656E  # "open": one counter at a time

_ADD = """days AS (
        INSERT INTO rollout_daycount (day, city_id, service, measure, count)
        SELECT day, city_id, service, %(measure)s, n FROM sums
        ON CONFLICT (service, day, city_id, measure)
        DO UPDATE SET count = rollout_daycount.count + excluded.count),
    totals AS (
        INSERT INTO rollout_totalcount (city_id, service, measure, count)
        SELECT city_id, service, %(measure)s, sum(n) FROM sums GROUP BY city_id, service
        ON CONFLICT (service, city_id, measure)
        DO UPDATE SET count = rollout_totalcount.count + excluded.count)"""
_KINDS = "unnest(%(kinds)s::text[], %(services)s::text[]) AS k(kind, service)"

_ISSUED = f"""WITH taken AS (
        DELETE FROM opendata_issueddelta WHERE id IN (
            SELECT id FROM opendata_issueddelta WHERE kind = ANY(%(kinds)s) ORDER BY id LIMIT %(most)s)
        RETURNING day, city_id, kind, count),
    sums AS (
        SELECT day, city_id, k.service, sum(count) AS n
        FROM taken JOIN {_KINDS} USING (kind) WHERE k.service <> '' GROUP BY day, city_id, k.service),
    {_ADD}
    SELECT count(*), coalesce(sum(count), 0) FROM taken"""  # noqa: S608 - constants of this module

_CHECKED = f"""WITH near AS (
        SELECT v.id, v.chain, v.chain_seq, v.checked_at, v.credential_id, v.kind,
               v.result <> 'not_valid' AND NOT v.is_test AS counts
        FROM credentials_verification v LEFT JOIN opendata_checkmark m ON m.chain = v.chain
        WHERE v.id >= %(low)s AND v.id < %(slack)s AND v.chain_seq > coalesce(m.seq, 0)),
    reached AS (
        SELECT chain, max(chain_seq) AS seq FROM near WHERE id < %(high)s GROUP BY chain),
    marked AS (
        INSERT INTO opendata_checkmark (chain, seq) SELECT chain, seq FROM reached
        ON CONFLICT (chain) DO UPDATE SET seq = excluded.seq),
    sums AS (
        SELECT (near.checked_at AT TIME ZONE 'Asia/Shanghai')::date AS day, c.city_id, k.service,
               count(*) AS n
        FROM near JOIN reached USING (chain) JOIN {_KINDS} USING (kind)
        JOIN credentials_credential c ON c.id = near.credential_id
        WHERE near.chain_seq <= reached.seq AND near.counts AND c.city_id IS NOT NULL
        GROUP BY 1, 2, 3),
    {_ADD}
    SELECT coalesce(sum(n), 0) FROM sums"""  # noqa: S608


def count_issued() -> int:
    """Add up the notes about issued credentials; how many those were. Safe to kill and to repeat."""
    total = 0
    while True:
        notes, number = _once(_ISSUED, _parameters("issued") | {"most": NOTES}) or (0, 0)
        total += int(number)
        if notes < NOTES:
            return total


def count_checked(*, at: datetime) -> int:
    """Add up the checks written since; how many counted. Safe to kill and to repeat.

    One statement for each hour of the log since the last time, so a week of downtime is caught up in steps.
    """
    total = 0
    low = _read_until() or at
    while low < at:
        high = min(low + WINDOW, at)
        total += _count_window(low, high, is_last=high == at)
        low = high
    return total


@transaction.atomic
def _count_window(low: datetime, high: datetime, *, is_last: bool) -> int:
    end = high + 2 * OVERLAP if is_last else high
    bounds = {"low": _first_id(low - OVERLAP), "high": _first_id(end), "slack": _first_id(end + OVERLAP)}
    row = _once(_CHECKED, _parameters("verified") | bounds)
    if row is None:
        return 0
    CheckMark.objects.update(read_until=high)
    return int(row[0])


def _read_until() -> datetime | None:
    """Where to go on; at the very beginning the time of the oldest check, None when there is none."""
    marked = CheckMark.objects.aggregate(since=Min("read_until"))["since"]
    if marked is not None:
        return datetime.fromisoformat(marked.isoformat())
    oldest = Verification.objects.order_by("id").values_list("id", flat=True).first()
    return _time_of(oldest) if oldest else None


def _once(statement: str, parameters: Mapping[str, Any]) -> tuple[int, ...] | None:
    """Run it unless somebody else is counting; how long it takes is nobody's request."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return None
        cursor.execute(statement, parameters)
        return tuple(cursor.fetchone())


def _parameters(measure: str) -> dict[str, Any]:
    """A card that uses somebody else's license is checked like one, but it is not one more license issued."""
    kinds = all_kinds()
    lent = lent_kinds() if measure == "issued" else []
    services = ["" if kind.slug in lent else str(kind.service) for kind in kinds]
    return {"measure": measure, "kinds": [kind.slug for kind in kinds], "services": services}


def _first_id(at: datetime) -> UUID:
    """The smallest id (UUID version 7) of a moment."""
    return UUID(int=(int(at.timestamp() * 1000) & (1 << 48) - 1) << 80)


def _time_of(identifier: UUID) -> datetime:
    return datetime.fromtimestamp((identifier.int >> 80) / 1000, UTC)
