"""Check the hash chains of an append-only log: altered, removed, reordered and cut-off rows are named.

Set-wise in the database: every row is paired with the row before it in its chain and hashed again. Reads a
million rows in a few seconds; writers are not held up. Whoever can rewrite rows can rewrite a whole chain
with its head, which is what the signed statements about former heads are for.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

CHAINS = 16
_ROW = "convert_to(jsonb_strip_nulls(to_jsonb(r) - '{chain,chain_seq,chain_hash}'::text[])::text, 'UTF8')"


@dataclass(frozen=True, slots=True)
class BadRow:
    """The first place where a chain is broken; `row_id` is empty where the row itself is gone."""

    log: str
    chain: int | None
    seq: int | None
    row_id: str
    problem: str

    def __str__(self) -> str:
        row = f"row {self.row_id}" if self.row_id else "a row that is gone"
        place = "" if self.chain is None else f", number {self.seq or 1} of chain {self.chain}"
        return f"{self.log}: {row}{place}: {self.problem}"


@dataclass(frozen=True, slots=True)
class Head:
    """What was said about a chain at one moment: it had `seq` rows and the last one's hash was `hash`."""

    log: str
    chain: int
    seq: int
    hash: str


def heads() -> list[Head]:
    """Where all chains stand now, with hashes in hexadecimal."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT log, chain, seq, encode(hash, 'hex') FROM audit_chainhead ORDER BY log, chain")
        return [Head(*row) for row in cursor.fetchall()]


def check(table: str, log: str) -> BadRow | None:
    """The first bad row of `log`, whose rows are in `table`, or None.

    The first bad row of a chain is its lowest number; among the chains the lowest number comes first.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_SETTINGS)
        found = []
        for statement in (_ends_sql(table), _links_sql(table)):
            cursor.execute(statement, {"log": log})
            found += [BadRow(log, *row) for row in cursor.fetchall()]
    return min(found, key=lambda row: (row.seq or 0, row.chain or 0), default=None)


# Hashing is the work here: a hash join that every processor of the database does a part of.
_SETTINGS = """SET LOCAL timezone = 'UTC'; SET LOCAL statement_timeout = 0; SET LOCAL work_mem = '128MB';
SET LOCAL parallel_setup_cost = 0; SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
SET LOCAL enable_nestloop = off; SET LOCAL enable_mergejoin = off"""


def _links_sql(table: str) -> str:
    """The first row whose hash does not follow from the row before it and its own content."""
    return f"""
WITH bad AS MATERIALIZED (
SELECT r.chain, r.chain_seq, r.id::text AS row_id,
       CASE WHEN r.chain IS NULL OR r.chain_seq IS NULL OR r.chain_hash IS NULL THEN 'outside any chain'
            WHEN r.chain NOT BETWEEN 0 AND {CHAINS - 1} OR r.chain_seq < 1 THEN 'outside any chain'
            WHEN r.chain_seq > 1 AND p.chain_hash IS NULL THEN 'the row before it is gone'
            ELSE 'altered or out of order' END AS problem
  FROM {table} r LEFT JOIN {table} p ON p.chain = r.chain AND p.chain_seq = r.chain_seq - 1
 WHERE sha256(CASE r.chain_seq WHEN 1 THEN sha256(convert_to(%(log)s || ':' || r.chain, 'UTF8'))
              ELSE p.chain_hash END || {_ROW}) IS DISTINCT FROM r.chain_hash
    OR r.chain IS NULL OR r.chain_seq IS NULL OR r.chain_hash IS NULL
)
SELECT * FROM bad ORDER BY chain_seq NULLS FIRST, chain LIMIT 1"""  # noqa: S608 - names of our own tables


def _ends_sql(table: str) -> str:
    """Ends that are missing or not what the heads say, and numbers given out twice; one snapshot."""
    return f"""
WITH ends AS (
    SELECT chain, max(chain_seq) AS last, count(*) AS rows FROM {table} WHERE chain IS NOT NULL GROUP BY chain
), heads AS (
    SELECT h.chain, h.seq, h.hash, coalesce(e.last, 0) AS last, coalesce(e.rows, 0) AS rows
      FROM audit_chainhead h LEFT JOIN ends e USING (chain) WHERE h.log = %(log)s
)
SELECT chain, last + 1, '', 'cut off the end' FROM heads WHERE last < seq
UNION ALL
SELECT h.chain, h.last, r.id::text, 'not the head of its chain'
  FROM heads h JOIN {table} r ON r.chain = h.chain AND r.chain_seq = h.last
 WHERE h.last > h.seq OR (h.last = h.seq AND r.chain_hash IS DISTINCT FROM h.hash)
UNION ALL
(SELECT r.chain, r.chain_seq, max(r.id::text), 'a number twice'
  FROM {table} r WHERE r.chain IN (SELECT chain FROM heads WHERE rows > last)
 GROUP BY r.chain, r.chain_seq HAVING count(*) > 1 ORDER BY r.chain_seq LIMIT 1)
UNION ALL
SELECT c, NULL, '', 'the head is gone' FROM generate_series(0, {CHAINS - 1}) c
 WHERE c NOT IN (SELECT chain FROM heads)"""  # noqa: S608 - names of our own tables


def check_against(table: str, said: Iterable[Head]) -> BadRow | None:
    """The first row that is not what former, signed statements said about its chain; one statement."""
    wanted = sorted({head for head in said if head.seq}, key=lambda head: (head.seq, head.chain))
    if not wanted:
        return None
    columns: list[Any] = [[h.chain for h in wanted], [h.seq for h in wanted], [h.hash for h in wanted]]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(_against_sql(table), columns)
        row = cursor.fetchone()
    return BadRow(wanted[0].log, *row) if row else None


def _against_sql(table: str) -> str:
    return f"""
SELECT w.chain, w.seq, coalesce(r.id::text, ''),
       CASE WHEN r.id IS NULL THEN 'gone since its head was signed'
            ELSE 'not the row whose hash was signed' END
  FROM unnest(%s::int[], %s::bigint[], %s::text[]) AS w (chain, seq, hash)
  LEFT JOIN {table} r ON r.chain = w.chain AND r.chain_seq = w.seq
 WHERE encode(r.chain_hash, 'hex') IS DISTINCT FROM w.hash
 ORDER BY w.seq, w.chain LIMIT 1"""  # noqa: S608
