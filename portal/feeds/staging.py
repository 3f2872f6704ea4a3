"""The set-wise half of a load: COPY into a temporary table, then one statement that inserts and updates.

Cost: four statements a chunk. Must run in the transaction of the chunk.
"""

from dataclasses import dataclass
from typing import Any

from django.db import DataError, IntegrityError, connection, transaction

from portal.feeds.checking import Reject
from portal.feeds.spec import FeedSpec


@dataclass(frozen=True, slots=True)
class Merged:
    """What became of the rows of a chunk."""

    inserted: int = 0
    updated: int = 0
    unchanged: int = 0

    def __add__(self, other: "Merged") -> "Merged":
        return Merged(
            self.inserted + other.inserted,
            self.updated + other.updated,
            self.unchanged + other.unchanged,
        )


class Stage:
    """One feed's temporary table and its statements; `present` are the columns the file brings."""

    def __init__(self, spec: FeedSpec, present: list[int]) -> None:
        self.spec = spec
        self.name = "feed_" + spec.name.replace("-", "_")
        columns = ", ".join(f"{column.name} {column.sql_type}" for column in spec.columns)
        self.create = (
            f"CREATE TEMP TABLE IF NOT EXISTS {self.name} (feed_line bigint, {columns}) ON COMMIT DELETE ROWS"
        )
        self.copy = f"COPY {self.name} FROM STDIN (NULL '')"
        self.statement = merge_sql(spec, self.name, present)

    def merge(self, rows: list[str], rejects: list[Reject]) -> Merged:
        """Bring the rows in; what only the database can refuse is added to `rejects`.

        A refusal nobody has foreseen is narrowed down by halves to its row and stops nothing else.
        """
        if not rows:
            return Merged()
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                return self._merge(cursor, rows, rejects)
        except (DataError, IntegrityError) as problem:
            if len(rows) == 1:
                rejects.append(Reject(int(rows[0].partition("\t")[0]), "", reason_of(problem)))
                return Merged()
        half = len(rows) // 2
        return self.merge(rows[:half], rejects) + self.merge(rows[half:], rejects)

    def _merge(self, cursor: Any, rows: list[str], rejects: list[Reject]) -> Merged:
        cursor.execute(self.create)
        cursor.execute(f"TRUNCATE {self.name}")
        with cursor.copy(self.copy) as copy:
            copy.write("".join(rows))
        cursor.execute(self.statement)
        inserted, updated, lost, taken = cursor.fetchone()
        for line, number in lost or ():
            reference = self.spec.references[number - 1]
            rejects.append(Reject(line, reference.field, reference.reason))
        rejects += [Reject(line, self.spec.unique, "taken_by_another_row") for line in taken or ()]
        refused = len(lost or ()) + len(taken or ())
        return Merged(inserted, updated, len(rows) - refused - inserted - updated)


def merge_sql(spec: FeedSpec, stage: str, present: list[int]) -> str:
    """One statement: find references, keep the newest row of each key, update what is older, insert the rest.

    Answers inserted, updated, lines without a reference (and which), lines whose unique value another row
    has. A row whose only news is its `as_of` moves that date on and counts as unchanged.
    """
    columns = {c.target or c.name: c.value for c in spec.columns if c.target is not None}
    columns |= {reference.column: f"s.{reference.column}" for reference in spec.references}
    told = _told(spec, present)
    extra, joins = _joins(spec)
    key = ", ".join(f"s.{name}" for name in spec.key)
    on = " AND ".join(f"t.{name} = {columns[name]}" for name in spec.target_key)
    changes = ", ".join(f"{name} = {columns[name]}" for name in [*told, "as_of"])
    clash = ", ".join(f"{name} = excluded.{name}" for name in [*told, "as_of"])
    differs = f"({', '.join(f't.{name}' for name in told)}) IS DISTINCT FROM "
    differs += f"({', '.join(columns[name] for name in told)})"
    return f"""
WITH found AS MATERIALIZED (SELECT s.*, {extra} FROM {stage} s {joins}),
best AS (
    SELECT DISTINCT ON ({key}) s.* FROM found s
     WHERE s.feed_lost = 0 AND NOT s.feed_taken ORDER BY {key}, s.as_of DESC, s.feed_line
), paired AS MATERIALIZED (
    SELECT s.*, t.id AS feed_id, {differs} AS feed_differs FROM best s LEFT JOIN {spec.table} t ON {on}
), changed AS (
    UPDATE {spec.table} t SET {changes} FROM paired s WHERE t.id = s.feed_id AND t.as_of < s.as_of
    RETURNING s.feed_differs
), added AS (
    INSERT INTO {spec.table} AS t ({", ".join(columns)})
    SELECT {", ".join(columns.values())} FROM paired s WHERE s.feed_id IS NULL
    ON CONFLICT ({", ".join(spec.target_key)}) DO UPDATE SET {clash} WHERE t.as_of < excluded.as_of
    RETURNING xmax = 0 AS fresh
)
SELECT (SELECT count(*) FROM added WHERE fresh),
       (SELECT count(*) FROM changed WHERE feed_differs) + (SELECT count(*) FROM added WHERE NOT fresh),
       (SELECT array_agg(ARRAY[feed_line, feed_lost]) FROM found WHERE feed_lost > 0),
       (SELECT array_agg(feed_line) FROM found WHERE feed_taken)"""  # noqa: S608 - names come from our specs


def _told(spec: FeedSpec, present: list[int]) -> list[str]:
    """The table's columns that a newer row may change: what the file brings, and what that points at."""
    brought = [c for i, c in enumerate(spec.columns) if i in present or c.name in spec.key or c.derived]
    told = [c.target or c.name for c in brought if c.target is not None and c.name != "as_of"]
    names = {column.name for column in brought}
    moving = [reference for reference in spec.references if reference.column not in spec.target_key]
    return [*told, *(reference.column for reference in moving if names.issuperset(reference.ours))]


def _joins(spec: FeedSpec) -> tuple[str, str]:
    """Columns and joins that find the referenced rows and who else has the unique value."""
    found, lost, joins = [], [], []
    for number, reference in enumerate(spec.references, 1):
        on = " AND ".join(f"r{number}.{theirs} = s.{ours}" for theirs, ours in reference.on)
        joins.append(f"LEFT JOIN {reference.table} r{number} ON {on}")
        found.append(f"r{number}.id AS {reference.column}")
        named = " AND ".join(f"s.{ours} IS NOT NULL" for ours in reference.ours)
        missing = f"r{number}.id IS NULL" + (f" AND {named}" if reference.optional else "")
        lost.append(f"WHEN {missing} THEN {number}")
    which = f"CASE {' '.join(lost)} ELSE 0 END" if lost else "0"
    taken = "false"
    if spec.unique and spec.references:
        ours = next(c for c in spec.columns if c.name == spec.unique)
        mine = f"u.{spec.references[0].column} <> r1.id"
        joins.append(f"LEFT JOIN {spec.table} u ON u.{ours.target or ours.name} = s.{ours.name} AND {mine}")
        taken = "u.id IS NOT NULL"
    extra = ", ".join([*found, f"{which} AS feed_lost", f"{taken} AS feed_taken"])
    return extra, " ".join(joins)


def reason_of(problem: Exception) -> str:
    """A stable code for a refusal of the database: the name of the constraint where there is one."""
    diagnosis = getattr(problem.__cause__, "diag", None)
    return f"database:{getattr(diagnosis, 'constraint_name', None) or 'refused'}"
