"""Bulk runs: planned by one, approved by another, worked off by many, everybody counted exactly once."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from licenses.models import DriverLicense
from licenses.tests.factories import DriverLicenseFactory
from portal.accounts.tests.factories import UserFactory
from portal.audit.models import AuditEvent
from portal.celery import app
from portal.core.actors import Actor
from portal.core.errors import RuleViolation
from portal.credentials import bulk, issuing, keys, ledger, running
from portal.credentials.kinds import kind_of
from portal.credentials.models import Chunk, Credential, OptOut, Run, RunRefusal
from portal.credentials.tests.factories import SYSTEM
from portal.rollout.models import Activation
from portal.rollout.tests.factories import ActivationFactory, CityFactory

KIND = "driver-license"
pytestmark = pytest.mark.django_db


def staff(label: str = "P1") -> Actor:
    return Actor(channel="staff", label=label, user_id=UserFactory(staff=True).pk)


@pytest.fixture(autouse=True)
def _open_city(settings: Any) -> None:
    settings.BULK_CHUNK_SIZE = 3
    keys.ensure_keys(actor=SYSTEM, at=timezone.now())
    ActivationFactory()


def planned(**more: Any) -> Run:
    values = {"kind": KIND, "cities": ["320500"], "title": "t", "actor": staff(), "at": timezone.now()}
    return running.plan(**values | more)


def work(run: Run, *, at: Any = None) -> Run:
    while ledger.step(run_id=run.pk, actor=SYSTEM, at=at or timezone.now()):
        pass
    run.refresh_from_db()
    return run


def started(**more: Any) -> Run:
    run = work(planned(**more))
    return running.start(run=run, actor=staff("P2"), at=timezone.now())


def assert_counts_are_rows(run: Run) -> None:
    told = ledger.totals(run)
    assert told["issued"] == Credential.objects.filter(run=run).count()
    reasons = list(RunRefusal.objects.filter(run=run, chunk__isnull=False).values_list("reason", flat=True))
    assert told["opted_out"] == reasons.count("opted_out")
    assert told["failed"] == reasons.count("unreadable")
    assert told["refused"] == len(reasons) - told["opted_out"] - told["failed"]


def test_a_run_issues_to_everybody_who_may_and_says_why_to_the_others() -> None:
    good = DriverLicenseFactory.create_batch(5)
    bad = [DriverLicenseFactory(points_full=True), DriverLicenseFactory(revoked=True)]
    unwilling = DriverLicenseFactory()
    running.opt_out(person_id=unwilling.person_id, kind=KIND, at=timezone.now())

    run = started()
    assert run.forecast["new"] == 5
    work(run)

    assert run.status == Run.Status.DONE
    assert {row.subject_ref for row in Credential.objects.live()} == {str(row.pk) for row in good}
    reasons = dict(RunRefusal.objects.values_list("ref", "reason"))
    assert reasons == {
        str(bad[0].pk): "license_points_full",
        str(bad[1].pk): "license_revoked",
        str(unwilling.pk): "opted_out",
    }
    assert_counts_are_rows(run)


def test_the_planner_cannot_approve_nor_does_the_database_allow_it() -> None:
    DriverLicenseFactory()
    planner = staff()
    run = work(planned(actor=planner))

    with pytest.raises(RuleViolation, match="own_run"):
        running.start(run=run, actor=planner, at=timezone.now())

    with pytest.raises(IntegrityError), transaction.atomic():
        Run.objects.filter(pk=run.pk).update(started_by_id=planner.user_id)


def test_a_run_that_has_not_been_counted_cannot_start() -> None:
    run = planned()

    with pytest.raises(RuleViolation, match="illegal_move"):
        running.start(run=run, actor=staff("P2"), at=timezone.now())


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"cities": []}, "no_city"), ({"cities": ["320600"]}, "run_city_not_open")],
)
def test_a_run_that_cannot_be_is_refused_when_it_is_planned(changes: Any, code: str) -> None:
    with pytest.raises(RuleViolation, match=code):
        planned(**changes)


def test_a_city_is_in_one_unfinished_run_only() -> None:
    first = planned()

    with pytest.raises(RuleViolation, match="city_in_another_run"):
        planned()
    running.stop(run=first, actor=staff(), at=timezone.now())
    planned()


def test_what_is_issued_already_is_kept_and_what_is_out_of_date_is_replaced() -> None:
    kept, stale = DriverLicenseFactory(), DriverLicenseFactory()
    for license in (kept, stale):
        issuing.issue(kind=KIND, ref=str(license.pk), actor=SYSTEM, at=timezone.now())
    DriverLicense.objects.filter(pk=stale.pk).update(classes=["B2"])

    run = work(started())

    assert ledger.totals(run) == {"issued": 1, "kept": 1, "refused": 0, "opted_out": 0, "failed": 0}
    old = Credential.objects.get(subject_ref=str(stale.pk), status="superseded")
    assert (old.end_reason, old.run_id) == ("issued_again", None)
    assert AuditEvent.objects.filter(action="credential.superseded").count() == 1
    assert_counts_are_rows(run)


def test_a_bulk_record_is_byte_for_byte_the_single_one_but_for_its_signature() -> None:
    license = DriverLicenseFactory(restrictions="x" * 100)
    at = timezone.now()
    entry = kind_of(KIND).entry(str(license.pk))
    work(started())

    row = Credential.objects.get(subject_ref=str(license.pk))
    single = issuing.signed_record(kind_of(KIND), entry, row.pk.bytes, row.issued_at, key=row.key)
    assert bytes(row.record)[:-64] == single[:-64]
    assert len(row.record) == len(single)
    assert row.issued_at >= at


def test_a_paused_run_takes_up_nothing_and_goes_on_where_it_was() -> None:
    DriverLicenseFactory.create_batch(7)
    run = started()
    ledger.step(run_id=run.pk, actor=SYSTEM, at=timezone.now())
    running.pause(run=run, actor=staff(), at=timezone.now())

    assert work(run).status == Run.Status.PAUSED
    assert Credential.objects.count() == 3
    running.resume(run=run, actor=staff(), at=timezone.now())
    assert work(run).status == Run.Status.DONE
    assert Credential.objects.count() == 7


def test_a_stopped_run_stays_stopped_and_what_is_issued_stays() -> None:
    DriverLicenseFactory.create_batch(4)
    run = started()
    ledger.step(run_id=run.pk, actor=SYSTEM, at=timezone.now())
    running.stop(run=run, actor=staff(), at=timezone.now())

    assert work(run).status == Run.Status.STOPPED
    assert Credential.objects.live().count() == 3
    for move in (running.resume, running.retry, running.pause, running.start):
        with pytest.raises(RuleViolation):
            move(run=run, actor=staff("P3"), at=timezone.now())


def test_a_city_that_closes_in_mid_run_fails_its_chunks_and_retrying_issues_the_rest() -> None:
    DriverLicenseFactory.create_batch(5)
    run = started()
    ledger.step(run_id=run.pk, actor=SYSTEM, at=timezone.now())
    Activation.objects.update(paused_at=timezone.now())
    assert work(run).status == Run.Status.FAILED
    assert run.chunks.get(status="failed").error == "city_not_open"

    Activation.objects.update(paused_at=None)
    running.retry(run=run, actor=staff(), at=timezone.now())
    assert work(run).status == Run.Status.DONE
    assert Credential.objects.count() == 5
    assert_counts_are_rows(run)


def test_one_entry_that_cannot_be_read_costs_itself_and_is_tried_again(monkeypatch: Any) -> None:
    good, broken = DriverLicenseFactory(), DriverLicenseFactory()
    kind = kind_of(KIND)
    real = kind.claims

    def claims(entry: Any, *rest: Any) -> Any:
        if entry.ref == str(broken.pk):
            raise ValueError("bad row")
        return real(entry, *rest)

    run = started()
    monkeypatch.setattr(kind, "claims", claims)
    assert work(run).status == Run.Status.FAILED
    assert [row.subject_ref for row in Credential.objects.all()] == [str(good.pk)]
    assert_counts_are_rows(run)

    monkeypatch.undo()
    running.retry(run=run, actor=staff(), at=timezone.now())
    assert work(run).status == Run.Status.DONE
    assert ledger.totals(run)["issued"] == 2
    assert not RunRefusal.objects.exists()
    assert_counts_are_rows(run)


def test_a_chunk_whose_worker_is_gone_is_free_when_its_lease_is_over() -> None:
    DriverLicenseFactory()
    run = started()
    at = timezone.now()
    run.chunks.update(lease_until=at + ledger.LEASE, worker="gone", attempts=1)

    assert work(run, at=at).status == Run.Status.RUNNING
    assert work(run, at=at + ledger.LEASE).status == Run.Status.DONE


def test_a_worker_that_lost_its_lease_writes_nothing(monkeypatch: Any) -> None:
    DriverLicenseFactory()
    run = started()
    at = timezone.now()
    chunk = ledger._claim(run, "slow", at)
    assert chunk is not None
    assert ledger._claim(run, "quick", at + ledger.LEASE) == chunk

    ledger._do(run, chunk, "slow", SYSTEM, at)

    assert Credential.objects.count() == 0


def test_a_chunk_that_kills_its_workers_fails_in_the_end() -> None:
    DriverLicenseFactory()
    run = started()
    run.chunks.update(attempts=ledger.MOST_ATTEMPTS)

    assert work(run).status == Run.Status.FAILED
    assert run.chunks.get().error == "too_many_attempts"


def test_a_list_covers_its_lines_only_and_names_the_unknown_ones() -> None:
    listed, by_file, _other = DriverLicenseFactory.create_batch(3)
    run = running.plan_list(
        kind=KIND,
        written=[listed.number.lower(), "990001199005189999", by_file.file_number, "", listed.number],
        title="t",
        actor=staff(),
        at=timezone.now(),
    )
    work(run)
    running.start(run=run, actor=staff("P2"), at=timezone.now())
    work(run)

    assert set(Credential.objects.values_list("subject_ref", flat=True)) == {str(listed.pk), str(by_file.pk)}
    assert run.unknown_lines == 1
    assert RunRefusal.objects.get().ref == "line 2"


@pytest.mark.parametrize("lines", [[], ["", " "]])
def test_an_empty_list_is_refused(lines: list[str]) -> None:
    with pytest.raises(RuleViolation, match="empty_list"):
        running.plan_list(kind=KIND, written=lines, title="t", actor=staff(), at=timezone.now())


def test_the_database_refuses_a_chunk_that_counts_somebody_twice() -> None:
    DriverLicenseFactory()
    run = work(started())

    with pytest.raises(IntegrityError), transaction.atomic():
        run.chunks.update(kept=1)


def test_opting_out_and_in_again_is_safe_to_repeat_and_keeps_its_history() -> None:
    person = DriverLicenseFactory().person_id
    for _ in range(2):
        running.opt_out(person_id=person, kind=KIND, at=timezone.now())
    for _ in range(2):
        running.opt_in(person_id=person, kind=KIND, at=timezone.now())
    running.opt_out(person_id=person, kind=KIND, at=timezone.now())

    assert OptOut.objects.count() == 2
    assert OptOut.objects.get(until=None).person_id == person


def at_once(*work: Callable[[], Any]) -> list[str]:
    """What each was told, all having begun at the same moment."""
    start, told = threading.Barrier(len(work)), []

    def one(job: Callable[[], Any]) -> None:
        start.wait()
        try:
            job()
            told.append("")
        except RuleViolation as refusal:
            told.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=[job]) for job in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(told)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_press_start_at_once_one_wins() -> None:
    DriverLicenseFactory()
    run = work(planned())

    def press(actor: Actor) -> Callable[[], Any]:
        fresh = Run.objects.get(pk=run.pk)
        return lambda: running.start(run=fresh, actor=actor, at=timezone.now())

    assert at_once(press(staff("P2")), press(staff("P3"))) == ["", "moved_meanwhile"]
    assert AuditEvent.objects.filter(action="run.started").count() == 1


@pytest.mark.django_db(transaction=True)
def test_workers_and_a_citizen_at_once_issue_everybody_exactly_once() -> None:
    licenses = DriverLicenseFactory.create_batch(40)
    run = started()

    def citizen() -> None:
        for license in reversed(licenses):
            issuing.issue(kind=KIND, ref=str(license.pk), actor=SYSTEM, at=timezone.now())

    at_once(citizen, *[lambda: work(Run.objects.get(pk=run.pk))] * 3)
    run.refresh_from_db()

    assert run.status == Run.Status.DONE
    live = list(Credential.objects.values_list("subject_ref", flat=True))
    assert sorted(live) == sorted(str(license.pk) for license in licenses)
    assert_counts_are_rows(run)
    assert AuditEvent.objects.filter(action="run.finished").count() == 1


def test_a_dry_run_writes_nothing_and_can_be_repeated() -> None:
    DriverLicenseFactory.create_batch(2)
    run = work(planned())
    assert (Credential.objects.count(), run.forecast["new"]) == (0, 2)
    DriverLicense.objects.update(points=12)

    running.count_again(run=run, actor=staff(), at=timezone.now())
    work(run)

    assert run.forecast["new"] == 0
    assert run.forecast["reasons"] == {"license_points_full": 2}
    assert Chunk.objects.filter(status="pending").count() == 1


def test_a_holder_who_has_moved_to_a_closed_city_is_refused_as_alone() -> None:
    stays, moved = DriverLicenseFactory.create_batch(2)
    run = started()
    DriverLicense.objects.filter(pk=moved.pk).update(city=CityFactory(other=True))

    work(run)

    assert Credential.objects.get().subject_ref == str(stays.pk)
    assert RunRefusal.objects.get().reason == bulk.CLOSED
    late = timezone.now() + timedelta(seconds=1)
    with pytest.raises(RuleViolation, match=bulk.CLOSED):
        issuing.issue(kind=KIND, ref=str(moved.pk), actor=SYSTEM, at=late)


def test_a_message_goes_into_one_queue_only() -> None:
    queues = app.amqp.queues

    assert {name: (queue.exchange.name, queue.routing_key) for name, queue in queues.items()} == {
        name: (name, name) for name in ("interactive", "bulk", "notices")
    }
    assert app.amqp.router.route({}, "portal.credentials.tasks.work_off_run")["queue"].name == "bulk"
    assert app.amqp.router.route({}, "portal.notices.tasks.deliver_due")["queue"].name == "notices"
    assert app.amqp.router.route({}, "portal.rollout.tasks.activate_due")["queue"].name == "interactive"
