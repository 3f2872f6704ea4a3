from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection

from portal.audit.actions import Action
from portal.audit.log import record
from portal.audit.models import AuditEvent, HeadSignature
from portal.core.actors import Actor
from portal.core.subjects import Subject
from portal.credentials import keys, sealing
from portal.credentials.models import SigningKey

pytestmark = pytest.mark.django_db
ACTOR = Actor.system("test")
NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _keys():
    keys.ensure_keys(actor=ACTOR, at=NOW)


def look(count=1):
    for _ in range(count):
        record(Action.FILE_VIEWED, subject=Subject("file", "1"), actor=ACTOR, at=NOW)


def as_superuser(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, values)
        cursor.execute("SET LOCAL session_replication_role = origin")


def cut_off_the_last_row_and_its_head():
    last = AuditEvent.objects.order_by("-id").first()
    before = AuditEvent.objects.get(chain=last.chain, chain_seq=last.chain_seq - 1)
    as_superuser("DELETE FROM audit_auditevent WHERE id = %s", last.pk)
    as_superuser(
        "UPDATE audit_chainhead SET seq = %s, hash = %s WHERE log = 'audit' AND chain = %s",
        before.chain_seq,
        bytes(before.chain_hash),
        last.chain,
    )
    return last


def test_whole_logs_and_genuine_statements_are_good():
    look(3)
    sealing.sign_heads(at=NOW)
    look(2)
    sealing.sign_heads(at=NOW + timedelta(hours=1))

    assert sealing.verify_logs() == []
    assert sealing.check_heads() is None


def test_an_end_cut_off_together_with_its_head_is_named_by_the_statement():
    look(3)
    sealing.sign_heads(at=NOW)

    last = cut_off_the_last_row_and_its_head()

    found = sealing.check_heads()
    assert (found.log, found.chain, found.seq) == ("audit", last.chain, last.chain_seq)


def test_statements_of_before_a_rotation_stay_good():
    look()
    sealing.sign_heads(at=NOW)
    keys.rotate(use=SigningKey.Use.AUDIT, actor=ACTOR, at=NOW)
    sealing.sign_heads(at=NOW)

    assert sealing.check_heads() is None


def test_a_statement_under_a_compromised_key_says_nothing_any_more():
    look(3)
    sealing.sign_heads(at=NOW)
    active = SigningKey.objects.get(use=SigningKey.Use.AUDIT, status=SigningKey.Status.ACTIVE)
    keys.declare_compromised(key=active, reason="test", actor=ACTOR, at=NOW)
    sealing.sign_heads(at=NOW)

    assert sealing.check_heads() is None


@pytest.mark.parametrize("use", [SigningKey.Use.RECEIPT, SigningKey.Use.CODE])
def test_a_statement_signed_by_a_key_for_something_else_is_not_ours(use):
    statement = keys.sign_jws(use, {"heads": [], "previous": ""}, typ=sealing.TYP)
    row = HeadSignature.objects.create(at=NOW, statement=statement)

    found = sealing.check_heads()
    assert (found.row_id, found.problem) == (str(row.pk), "not signed by us")


@pytest.mark.parametrize("statement", ["", "a.b.c", "x" * 900, "eyJhbGciOiJub25lIn0.e30."])
def test_whatever_stands_in_place_of_a_statement_is_named(statement):
    HeadSignature.objects.create(at=NOW, statement=statement)

    assert sealing.check_heads().problem == "not signed by us"


def test_a_statement_taken_out_is_missed_by_the_next_one():
    rows = [sealing.sign_heads(at=NOW) for _ in range(3)]
    rows[1].delete()

    found = sealing.check_heads()
    assert (found.row_id, found.problem) == (str(rows[2].pk), "the statement before it is gone or altered")


def test_the_log_of_checks_is_checked_like_the_audit_trail():
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO credentials_verification (id, checked_at, kind, result, reason, tone, codes,"
            " purpose, channel, verifier, disclosed, request_id, is_test)"
            " SELECT gen_random_uuid(), %s, 'x', 'valid', '', '', '', '', 'public', '', '', '', false"
            " FROM generate_series(1, 4)",
            [NOW],
        )
    assert sealing.verify_logs() == []

    as_superuser("UPDATE credentials_verification SET result = 'not_valid' WHERE chain_seq = 2")

    (found,) = sealing.verify_logs()
    assert (found.log, found.seq) == ("verification", 2)


def test_the_command_ends_well_or_names_the_first_bad_row(capsys):
    look(3)
    call_command("verify_audit")
    assert "are whole" in capsys.readouterr().out
    row = AuditEvent.objects.filter(action=Action.FILE_VIEWED).order_by("id")[1]
    as_superuser("UPDATE audit_auditevent SET actor_label = 'x' WHERE id = %s", row.pk)

    with pytest.raises(SystemExit) as ended:
        call_command("verify_audit")

    assert ended.value.code == 1
    assert f"audit: row {row.pk}," in capsys.readouterr().err
