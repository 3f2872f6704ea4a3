import threading

import pytest
from django.db import DatabaseError, connection, transaction

from portal.audit import chain
from portal.audit.actions import Action
from portal.audit.log import record
from portal.audit.models import AuditEvent, ChainHead
from portal.core.actors import Actor
from portal.core.subjects import Subject

TABLE, LOG = "audit_auditevent", "audit"
ACTOR = Actor.system("test")


def write(count=1):
    return [
        record(Action.REGISTER_VIEWED, subject=Subject("person", str(n)), actor=ACTOR, case="x", nothing=None)
        for n in range(count)
    ]


def as_superuser(sql, *values):
    """What somebody does who rules the database: triggers off."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, values)
        cursor.execute("SET LOCAL session_replication_role = origin")


def check():
    return chain.check(TABLE, LOG)


@pytest.fixture
def rows(db):
    write(8)
    return list(AuditEvent.objects.order_by("chain", "chain_seq"))


def test_an_empty_and_a_whole_log_are_good(db):
    assert check() is None
    write(8)
    assert check() is None


@pytest.mark.parametrize("sql", ["UPDATE {} SET actor_label = 'x'", "DELETE FROM {}"])
def test_the_database_refuses_to_change_or_delete_rows(rows, sql):
    with (
        pytest.raises(DatabaseError, match="append_only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql.format(TABLE))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit_auditevent SET actor_label = 'somebody else' WHERE id = %s",
        "UPDATE audit_auditevent SET at = at + interval '1 microsecond' WHERE id = %s",
        'UPDATE audit_auditevent SET facts = facts || \'{"case": "y"}\' WHERE id = %s',
        "UPDATE audit_auditevent SET subject = 'person:99' WHERE id = %s",
        "UPDATE audit_auditevent SET chain_hash = sha256('x') WHERE id = %s",
        "UPDATE audit_auditevent SET person_id = 5 WHERE id = %s",
    ],
)
@pytest.mark.parametrize("place", [0, 3, 7])
def test_an_altered_row_is_named(rows, change, place):
    as_superuser(change, rows[place].pk)

    assert check().row_id == str(rows[place].pk)


def test_a_removed_row_is_missed_by_the_one_behind_it(rows):
    as_superuser("DELETE FROM audit_auditevent WHERE id = %s", rows[3].pk)

    found = check()
    assert (found.row_id, found.problem) == (str(rows[4].pk), "the row before it is gone")


def test_two_rows_that_changed_places_are_named(rows):
    one, two = rows[2], rows[5]
    as_superuser("UPDATE audit_auditevent SET chain_seq = -1 WHERE id = %s", one.pk)
    as_superuser(
        "UPDATE audit_auditevent SET chain_seq = %s, chain_hash = %s WHERE id = %s",
        one.chain_seq,
        one.chain_hash,
        two.pk,
    )
    as_superuser(
        "UPDATE audit_auditevent SET chain_seq = %s, chain_hash = %s WHERE id = %s",
        two.chain_seq,
        two.chain_hash,
        one.pk,
    )

    assert (check().seq, check().row_id) == (one.chain_seq, str(two.pk))


def test_rows_cut_off_the_end_are_missed(rows):
    as_superuser("DELETE FROM audit_auditevent WHERE id >= %s", rows[6].pk)

    found = check()
    assert (found.seq, found.problem) == (rows[6].chain_seq, "cut off the end")


def test_a_row_put_in_beside_the_chains_is_named(rows):
    as_superuser(
        "INSERT INTO audit_auditevent (at, action, subject, actor_label, acting_for, channel,"
        " request_id, facts) VALUES (now(), 'file.viewed', 'x:1', '', '', '', '', '{}')"
    )

    assert check().problem == "outside any chain"


def test_a_head_that_was_set_back_is_named(rows):
    last = rows[-1]
    as_superuser("UPDATE audit_chainhead SET seq = seq - 1 WHERE log = %s AND chain = %s", LOG, last.chain)

    assert check().problem == "not the head of its chain"


def test_an_end_cut_off_together_with_its_head_contradicts_what_was_said_before(rows):
    said = [head for head in chain.heads() if head.log == LOG]
    last, before = rows[-1], rows[-2]
    as_superuser("DELETE FROM audit_auditevent WHERE id = %s", last.pk)
    as_superuser(
        "UPDATE audit_chainhead SET seq = %s, hash = %s WHERE log = %s AND chain = %s",
        before.chain_seq, bytes(before.chain_hash), LOG, before.chain,
    )  # fmt: skip

    assert check() is None
    found = chain.check_against(TABLE, said)
    assert (found.seq, found.problem) == (last.chain_seq, "gone since its head was signed")


@pytest.mark.django_db(transaction=True)
def test_many_writers_at_once_keep_every_chain_whole():
    failed = []

    def work():
        try:
            for _ in range(5):
                with transaction.atomic():
                    write(4)
        except DatabaseError as problem:
            failed.append(problem)
        finally:
            connection.close()

    writers = [threading.Thread(target=work) for _ in range(20)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert failed == []
    assert AuditEvent.objects.count() == 400
    assert check() is None
    assert sum(ChainHead.objects.filter(log=LOG).values_list("seq", flat=True)) == 400
    assert ChainHead.objects.filter(log=LOG, seq__gt=0).count() > 1
