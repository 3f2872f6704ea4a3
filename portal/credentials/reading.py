"""One statement that reads a credential, its register entry and the keys that matter.

The hot path of showing and checking. The SQL is put together from constants of the code (columns and tables
of the kind), never from input; it is prepared once per connection.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection

from portal.credentials.kinds import CredentialKind, Entry

_HEAD = ("id", "status", "issued_at", "fingerprint", "holder_id")
_FIRST = 7  # the column of a row in which the credential begins, after those of the keys


@dataclass(frozen=True, slots=True)
class KeyState:
    """A signing key as the database knows it now."""

    kid: bytes
    algorithm: str
    status: str
    public_key: bytes
    retired_at: datetime | None


@dataclass(frozen=True, slots=True, repr=False)
class Found:
    """`code_key` is the key a code names, `receipt_kid` the key that signs receipts now.

    `status` is None when there is no such credential; `entry` is None when the register has none either.
    """

    code_key: KeyState | None
    code_kid: bytes | None
    receipt_kid: bytes | None
    status: str | None
    issued_at: datetime | None
    fingerprint: str
    holder_id: int | None
    entry: Entry | None


@cache
def statement(kind: CredentialKind | None, which: str = "= %(id)s") -> str:
    """The SQL for one kind; without a kind only the keys are read. `which` compares the credential's id."""
    columns = ", ".join(f"c.{name}" for name in _HEAD)
    if kind is None:
        inner = f"SELECT {columns} FROM credentials_credential c WHERE c.id = %(id)s AND false"  # noqa: S608
        extra = 0
    else:
        names = ", ".join(f"{column} AS x{n}" for n, column in enumerate(kind.columns))
        inner = (
            f"SELECT {columns}, {names} FROM credentials_credential c {kind.tables} "  # noqa: S608
            f"WHERE c.id {which} AND c.kind = %(kind)s"
        )
        extra = len(kind.columns)
    outer = ", ".join([*(f"x.{name}" for name in _HEAD), *(f"x.x{n}" for n in range(extra))])
    return f"""SELECT k.kid, k.algorithm, k.status, k.public_key, k.retired_at, a.kid, r.kid, {outer}
        FROM (SELECT 1) AS one
        LEFT JOIN credentials_signingkey k ON k.kid = %(kid)s AND k.use = 'code'
        LEFT JOIN credentials_signingkey a ON a.use = 'code' AND a.status = 'active'
        LEFT JOIN credentials_signingkey r ON r.use = 'receipt' AND r.status = 'active'
        LEFT JOIN LATERAL ({inner}) x ON true"""  # noqa: S608


def run(sql: str, params: dict[str, Any]) -> Any:
    """Run one prepared statement on Django's connection and answer its first row, if it has one."""
    return next(iter(_rows(sql, params)), None)


def _rows(sql: str, params: dict[str, Any]) -> list[Any]:
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(sql, params, prepare=True)
        return cursor.fetchall()


def find(kind: CredentialKind | None, credential_id: UUID, kid: bytes = b"") -> Found:
    """Read everything about one credential of one kind as it is now; one statement."""
    slug = kind.slug if kind else ""
    return found_in(run(statement(kind), {"id": credential_id, "kind": slug, "kid": kid}), kind)


def find_all(kind: CredentialKind, ids: Sequence[UUID]) -> dict[UUID, Found]:
    """The same for several credentials of one kind, by id; one statement, and no key of a code."""
    rows = _rows(statement(kind, "= ANY(%(id)s)"), {"id": list(ids), "kind": kind.slug, "kid": b""})
    return {row[_FIRST]: found_in(row, kind) for row in rows if row[_FIRST] is not None}


def found_in(row: Sequence[Any], kind: CredentialKind | None) -> Found:
    """What a row of `statement()` says."""
    code_key = KeyState(bytes(row[0]), row[1], row[2], bytes(row[3]), row[4]) if row[0] else None
    head = row[_FIRST:]
    entry = kind.read(head[len(_HEAD) :]) if kind and head[0] is not None else None
    return Found(
        code_key=code_key,
        code_kid=bytes(row[5]) if row[5] else None,
        receipt_kid=bytes(row[6]) if row[6] else None,
        status=head[1],
        issued_at=head[2],
        fingerprint=head[3] or "",
        holder_id=head[4],
        entry=entry,
    )
