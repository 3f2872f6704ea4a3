import csv
import os
import time
from datetime import UTC, date, datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.utils import timezone, translation

from licenses.models import DriverLicense
from portal.accounts.models import Person
from portal.audit.models import AuditEvent
from portal.core.actors import Actor
from portal.core.errors import RuleViolation
from portal.feeds import checking, generating, loading, tasks
from portal.feeds.persons import sample_number
from portal.feeds.receiving import open_load, receive
from portal.feeds.spec import feed

pytestmark = pytest.mark.django_db
ACTOR = Actor.system("test")
OLD, NEW = "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"
ONE, TWO, THREE = (sample_number(n) for n in range(3))


@pytest.fixture(autouse=True)
def _var(settings, tmp_path):
    settings.PORTAL_VAR = tmp_path / "var"


def person(number=ONE, name="陈䶮", as_of=OLD, **other):
    cells = {"sfzmhm": number, "xm": name, "xb": "", "csrq": "", "lxdh": "13900000001", "gxsj": as_of}
    return {**cells, **other}


def license_(number=ONE, as_of=OLD, **other):
    cells = {
        "sfzmhm": number, "dabh": "320500000001", "zjcx": "B2E", "cclzrq": "2010-05-18",
        "yxqs": "20200518", "yxqz": "2030-05-18", "zt": "HI", "ljjf": "3", "qfrq": "2026-05-18",
        "glbm": "320500", "fzjg": "苏E", "gxsj": as_of,
    }  # fmt: skip
    return {**cells, **other}


def load(tmp_path, rows, name="persons", file="file.csv"):
    path = tmp_path / file
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    return run(path, name)


def run(path, name="persons"):
    row = open_load(name=name, path=path, actor=ACTOR)
    loading.work_off(load_id=row.pk, actor=ACTOR, at=timezone.now())
    row.refresh_from_db()
    return row


def counts(row):
    return row.read, row.inserted, row.updated, row.unchanged, row.rejected


def rejected(row):
    with open(row.reject_path, encoding="utf-8-sig", newline="") as stream:
        return [(line["line"], line["field"], line["reason"]) for line in csv.DictReader(stream)]


def test_a_person_is_brought_in_with_what_the_number_says(tmp_path):
    row = load(tmp_path, [person(number=ONE.lower())])

    found = Person.objects.get()
    assert counts(row) == (1, 1, 0, 0, 0)
    assert (found.name, found.id_type, found.nationality, found.phone) == (
        "陈䶮",
        "A",
        "CHN",
        "+8613900000001",
    )
    assert found.birth_date.isoformat().replace("-", "") == ONE[6:14]
    assert found.as_of == datetime(2026, 1, 1, tzinfo=UTC)
    assert row.reject_path == ""


def test_loading_the_same_file_twice_changes_nothing(tmp_path):
    rows = [person(ONE), person(TWO)]
    load(tmp_path, rows)
    before = list(Person.objects.order_by("id").values())

    assert counts(load(tmp_path, rows)) == (2, 0, 0, 2, 0)
    assert list(Person.objects.order_by("id").values()) == before


def test_a_newer_row_wins_whatever_order_they_come_in(tmp_path):
    load(tmp_path, [person(name="旧名", as_of=OLD)])

    newer = load(tmp_path, [person(name="新名", as_of=NEW)])
    older = load(tmp_path, [person(name="旧名", as_of=OLD)])

    assert counts(newer) == (1, 0, 1, 0, 0)
    assert counts(older) == (1, 0, 0, 1, 0)
    assert Person.objects.get().name == "新名"


def test_a_newer_row_with_the_same_content_moves_the_date_on(tmp_path):
    load(tmp_path, [person(as_of=OLD)])

    row = load(tmp_path, [person(as_of=NEW)])

    assert counts(row) == (1, 0, 0, 1, 0)
    assert Person.objects.get().as_of == datetime(2026, 2, 1, tzinfo=UTC)


def test_of_two_rows_of_one_key_in_a_file_the_newest_wins(tmp_path):
    rows = [person(name="新名", as_of=NEW), person(name="旧名", as_of=OLD), person(TWO)]

    assert counts(load(tmp_path, rows)) == (3, 2, 0, 1, 0)
    assert Person.objects.get(id_number=ONE).name == "新名"


def test_a_column_that_is_left_out_keeps_what_the_register_has(tmp_path):
    load(tmp_path, [person()])
    row = person(name="新名", as_of=NEW)
    del row["lxdh"]

    load(tmp_path, [row])

    assert (Person.objects.get().name, Person.objects.get().phone) == ("新名", "+8613900000001")


def test_an_empty_cell_empties_what_the_register_has(tmp_path):
    load(tmp_path, [person()])

    load(tmp_path, [person(as_of=NEW, lxdh="")])

    assert Person.objects.get().phone == ""


@pytest.mark.parametrize(
    ("cells", "field", "reason"),
    [
        ({"sfzmhm": ONE[:17] + ("0" if ONE[17] != "0" else "1")}, "id_number", "id_number_check_digit"),
        ({"sfzmhm": "990001500101123"}, "id_number", "id_number_fifteen_digits"),
        ({"sfzmhm": ""}, "id_number", "missing"),
        ({"xm": "a\u202eb"}, "name", "name_characters"),
        ({"xm": ""}, "name", "missing"),
        ({"csrq": "1990-02-30"}, "birth_date", "date_impossible"),
        ({"csrq": "1990-02-03"}, "birth_date", "differs_from_id_number"),
        ({"xb": "3"}, "gender", "unknown_code"),
        ({"lxdh": "abc"}, "phone", "phone_malformed"),
        ({"gxsj": "2026-01-01"}, "as_of", "instant_malformed"),
        ({"gxsj": "2199-01-01T00:00:00Z"}, "as_of", "as_of_in_future"),
    ],
)
def test_a_row_that_breaks_a_rule_is_written_down_and_stops_nothing_else(tmp_path, cells, field, reason):
    row = load(tmp_path, [{**person(ONE), **cells}, person(TWO)])

    assert counts(row) == (2, 1, 0, 0, 1)
    assert rejected(row) == [("2", field, reason)]


def test_a_refused_cell_is_never_a_formula_in_the_reject_file(tmp_path):
    row = load(tmp_path, [person(name='=HYPERLINK("http://x")')])

    with open(row.reject_path, encoding="utf-8-sig") as stream:
        assert "'=HYPERLINK" in stream.read()
    assert os.stat(row.reject_path).st_mode & 0o077 == 0


def test_a_license_finds_its_holder_and_its_city(tmp_path):
    load(tmp_path, [person(ONE), person(TWO)])
    rows = [license_(ONE), license_(TWO, glbm="320500000400", yxqz="长期", zjcx="A1A2")]

    assert counts(load(tmp_path, rows, "driver-licenses")) == (2, 2, 0, 0, 0)
    one, two = DriverLicense.objects.order_by("person_id")
    assert (one.person.id_number, one.number, one.classes, one.status_letters) == (
        ONE,
        ONE,
        ["B2", "E"],
        "HI",
    )
    assert (one.valid_until, one.points, one.city_id) == (date(2030, 5, 18), 3, "320500")
    assert (two.valid_until, two.classes, two.city_id) == (None, ["A1", "A2"], "320500")


def test_a_newer_license_row_is_seen_and_keeps_the_photo_and_the_id(tmp_path):
    load(tmp_path, [person(ONE)])
    load(tmp_path, [license_()], "driver-licenses")
    before = DriverLicense.objects.get()

    row = load(tmp_path, [license_(zt="BH", ljjf="12", as_of=NEW)], "driver-licenses")

    after = DriverLicense.objects.get()
    assert counts(row) == (1, 0, 1, 0, 0)
    assert (after.pk, after.status_letters, after.points) == (before.pk, "BH", 12)


@pytest.mark.parametrize(
    ("cells", "field", "reason"),
    [
        ({"zjcx": "B3"}, "classes", "unknown_class"),
        ({"zjcx": "C1C1"}, "classes", "class_twice"),
        ({"zt": "Z"}, "status_letters", "unknown_status"),
        ({"zt": "HH"}, "status_letters", "status_twice"),
        ({"yxqz": "2019-01-01"}, "valid_until", "ends_before_it_begins"),
        ({"yxqs": "2009-01-01"}, "valid_from", "before_first_issue"),
        ({"cclzrq": "2010-02-30"}, "first_issued_on", "date_impossible"),
        ({"ljjf": "-1"}, "points", "number_malformed"),
        ({"dabh": "12"}, "file_number", "file_number_malformed"),
        ({"glbm": "999999"}, "city", "unknown_city"),
        ({"sfzmhm": THREE}, "id_number", "unknown_person"),
    ],
)
def test_a_license_row_that_breaks_a_rule_is_written_down(tmp_path, cells, field, reason):
    load(tmp_path, [person(ONE), person(TWO)])

    row = load(tmp_path, [license_(TWO), {**license_(ONE), **cells}], "driver-licenses")

    assert counts(row) == (2, 1, 0, 0, 1)
    assert rejected(row) == [("3", field, reason)]


def test_a_number_that_is_anothers_license_already_is_refused(tmp_path):
    load(tmp_path, [person(ONE), person(ONE, sfzmmc="M", as_of=OLD)][:1])
    load(tmp_path, [license_(ONE)], "driver-licenses")
    load(tmp_path, [person(ONE, sfzmmc="M")])

    row = load(tmp_path, [license_(ONE, as_of=NEW, sfzmmc="M")], "driver-licenses")

    assert rejected(row) == [("2", "id_number", "taken_by_another_row")]


def test_a_refusal_of_the_database_nobody_foresaw_costs_its_row_only(tmp_path):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_person ADD CONSTRAINT no_two CHECK (name <> '二')")

    row = load(tmp_path, [person(ONE), person(TWO, name="二"), person(THREE)])

    assert counts(row) == (3, 2, 0, 0, 1)
    assert rejected(row) == [("3", "", "database:no_two")]


def test_one_event_is_kept_for_each_load(tmp_path):
    row = load(tmp_path, [person(), person(name="")])

    event = AuditEvent.objects.get()
    assert (event.action, event.subject) == ("feed.loaded", f"feed-load:{row.pk}")
    assert (event.facts["read"], event.facts["rejected"]) == (2, 1)


def make(tmp_path, rows, name="persons", **options):
    path = tmp_path / f"{name}.csv"
    generating.write(feed(name), rows, path, **options)
    return path


class Killed(BaseException):
    pass


def wait_until(condition):
    for _ in range(100):
        if condition():
            return
        time.sleep(0.05)


@pytest.mark.parametrize(("place", "turn"), [("_bring_in", 4), ("_keep", 4), ("_finish", 1)])
@pytest.mark.parametrize("moment", ["before", "behind"])
def test_a_killed_load_goes_on_and_nothing_is_done_twice(tmp_path, monkeypatch, place, turn, moment):
    path = make(tmp_path, 95, bad_every=10)
    monkeypatch.setattr(checking.Checker.chunks, "__kwdefaults__", {"size": 10})
    begun = open_load(name="persons", path=path, actor=ACTOR)
    step, turns = getattr(loading, place), []

    def die_in_time(*args):
        turns.append(args)
        if len(turns) == turn and moment == "before":
            raise Killed
        step(*args)
        if len(turns) == turn and moment == "behind":
            raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(loading, place, die_in_time)
        with pytest.raises(Killed):
            loading.work_off(load_id=begun.pk, actor=ACTOR, at=timezone.now())
    loading.work_off(load_id=begun.pk, actor=ACTOR, at=timezone.now())
    begun.refresh_from_db()

    assert counts(begun) == (95, 86, 0, 0, 9)
    assert [int(line) for line, _, _ in rejected(begun)] == list(range(11, 95, 10))
    assert Person.objects.count() == 86
    assert AuditEvent.objects.count() == 1


def test_a_load_works_in_turns_and_beat_finishes_it(tmp_path, monkeypatch, settings):
    monkeypatch.setattr(checking.Checker.chunks, "__kwdefaults__", {"size": 10})
    monkeypatch.setattr(tasks, "TURN_SECONDS", 0.0)
    monkeypatch.setattr(tasks.continue_load, "delay", tasks.continue_load)
    content = make(tmp_path, 35).read_bytes()
    row = receive(name="persons", content=[content[:100], content[100:]], shown_as="a.csv", actor=ACTOR)

    assert tasks.continue_loads() == 1
    assert tasks.continue_loads() == 0
    row.refresh_from_db()
    assert (row.status, row.file_name, *counts(row)) == ("done", "a.csv", 35, 35, 0, 0, 0)


def test_a_file_that_has_changed_meanwhile_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(checking.Checker.chunks, "__kwdefaults__", {"size": 10})
    path = make(tmp_path, 30)
    row = open_load(name="persons", path=path, actor=ACTOR)
    assert loading.work_off(load_id=row.pk, actor=ACTOR, at=timezone.now(), seconds=0)
    path.write_text(path.read_text()[:-20])

    with pytest.raises(RuleViolation, match="feed_changed"):
        loading.work_off(load_id=row.pk, actor=ACTOR, at=timezone.now())


def test_two_workers_never_have_the_same_load(tmp_path):
    row = open_load(name="persons", path=make(tmp_path, 3), actor=ACTOR)
    other = connections.create_connection("default")
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [loading._LOCK_CLASS, row.pk])

    left = loading.work_off(load_id=row.pk, actor=ACTOR, at=timezone.now())

    assert left
    assert not loading.is_free(row.pk)
    assert Person.objects.count() == 0
    other.close()
    wait_until(lambda: loading.is_free(row.pk))
    assert not loading.work_off(load_id=row.pk, actor=ACTOR, at=timezone.now())
    assert Person.objects.count() == 3


def test_the_command_says_what_became_of_the_rows(tmp_path, capsys):
    call_command("make_feed", "persons", "20", str(tmp_path / "p.csv.gz"), bad_every=10)
    call_command("load_feed", "persons", str(tmp_path / "p.csv.gz"))

    text = capsys.readouterr().out
    words = dict(line.rsplit(maxsplit=1) for line in text.splitlines() if "  " in line)
    assert (words["read"], words["inserted"], words["rejected"]) == ("20", "18", "2")
    assert words["reject file"].endswith(".rejects.csv")


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [("persons", "a,b\n", "not known"), ("nonsense", "a", "no feed"), ("persons", None, "cannot be read")],
)
def test_the_command_fails_with_a_sentence_for_a_file_that_is_refused(tmp_path, name, content, sentence):
    path = tmp_path / "f.csv"
    if content is not None:
        path.write_text(content)

    with translation.override("en"), pytest.raises(CommandError, match=sentence):
        call_command("load_feed", name, str(path))


def test_generated_licenses_find_their_generated_people(tmp_path):
    run(make(tmp_path, 60))

    row = run(make(tmp_path, 60, "driver-licenses"), "driver-licenses")

    assert counts(row) == (60, 60, 0, 0, 0)
