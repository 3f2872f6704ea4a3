"""A second person approves; batches are stopped, go on, are divided."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from portal.audit.models import AuditEvent
from portal.core.errors import RuleViolation
from portal.rollout import activating, approving, planning
from portal.rollout.gates import is_open
from portal.rollout.models import Activation, Batch
from portal.rollout.preflight import Check, findings, not_ready
from portal.rollout.services import Service
from portal.rollout.tests.conftest import LEAD, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def approve(plan, approver, at):
    def approve(**changes):
        usual = {"batch": plan, "revision": plan.revision, "actor": approver, "at": at}
        return approving.approve(**(usual | changes))

    return approve


def open_some(plan, at, codes):
    """The moment has come for these cities only."""
    plan.activations.filter(city_id__in=codes).update(opens_at=at)
    return activating.activate_due(actor=staff(0), at=at + timedelta(seconds=1))


def test_somebody_else_approves(approve, plan, approver):
    approve()

    plan.refresh_from_db()
    assert (plan.status, plan.approver_id, plan.approved_by) == ("approved", 8, approver.label)
    assert AuditEvent.objects.get(action="batch.approved").actor_label == approver.label


def test_no_author_approves_whoever_changed_it_last(approve, plan, lead, at):
    planning.take_out(activation=plan.activations.first(), actor=staff(9), at=at)
    plan.refresh_from_db()

    for author in (lead, staff(9)):
        with pytest.raises(RuleViolation, match="own_batch"):
            approve(actor=author, revision=plan.revision)
    with pytest.raises(IntegrityError), transaction.atomic():
        Batch.objects.filter(pk=plan.pk).update(approver_id=LEAD)


def test_a_plan_that_changed_since_it_was_seen_is_not_approved(approve, plan, lead, at):
    planning.take_out(activation=plan.activations.first(), actor=lead, at=at)

    with pytest.raises(RuleViolation, match="moved_meanwhile"):
        approve()


def test_an_empty_or_a_late_plan_is_not_approved(approve, plan, lead, at):
    plan.activations.update(opens_at=at - timedelta(minutes=1))
    with pytest.raises(RuleViolation, match="opening_in_past"):
        approve()
    plan.activations.all().delete()
    with pytest.raises(RuleViolation, match="batch_empty"):
        approve()


def test_a_city_that_is_not_ready_holds_the_approval_up_and_says_why(approve, plan, checks):
    asked = []

    def run(service, codes):
        asked.append((service, codes))
        return {"321000": "No officer yet."}

    checks["officers"] = Check("officers", "Officers", run)

    with pytest.raises(RuleViolation) as no:
        approve()

    assert no.value.facts["cities"] == "扬州市"
    assert asked == [(Service.DRIVER_LICENSE, frozenset({"320600", "321000", "321200"}))]


def test_a_city_that_is_not_ready_opens_for_a_reason_that_is_kept(approve, plan, checks):
    checks["officers"] = Check("officers", "Officers", lambda _s, _c: {"321000": "No officer yet."})

    with pytest.raises(RuleViolation, match="batch_not_ready"):
        approve(despite="  ")
    approve(despite="the officer starts that morning")

    facts = AuditEvent.objects.get(action="batch.approved").facts
    assert (facts["not_ready"], facts["despite"]) == (["321000"], "the officer starts that morning")


def test_a_check_is_asked_of_its_services_only(plan, checks):
    only = frozenset({Service.TRUCK_PASS})
    checks["zones"] = Check("zones", "Zones", lambda _service, codes: dict.fromkeys(codes, "no"), only)

    assert not_ready(plan) == []
    assert findings(plan.activations.all()) == {}


def test_an_approval_is_taken_back_before_anything_opens(approve, plan, approver, at):
    approve()
    approving.send_back(batch=plan, reason="wrong day", actor=approver, at=at)

    plan.refresh_from_db()
    assert (plan.status, plan.approver_id, plan.approved_by) == ("planned", None, "")

    approve(revision=plan.revision)
    open_some(plan, at, ["320600"])
    with pytest.raises(RuleViolation, match="batch_has_opened"):
        approving.send_back(batch=plan, reason="too late", actor=approver, at=at)


def test_a_batch_runs_with_its_first_city_and_is_done_with_its_last(approve, plan, at):
    approve()

    assert open_some(plan, at, ["320600"]) == 1
    plan.refresh_from_db()
    assert plan.status == "running"
    assert open_some(plan, at, ["321000", "321200"]) == 2
    plan.refresh_from_db()
    assert plan.status == "done"
    assert AuditEvent.objects.filter(action="batch.done").count() == 1


def test_only_an_approved_batch_opens(plan, at):
    assert open_some(plan, at, ["320600", "321000", "321200"]) == 0


def test_after_a_week_of_downtime_everything_opens_once(approve, plan, at):
    approve()
    later = at + timedelta(days=14)

    assert activating.activate_due(actor=staff(0), at=later) == 3
    assert activating.activate_due(actor=staff(0), at=later) == 0
    assert AuditEvent.objects.filter(action="city.activated").count() == 3


def test_a_paused_batch_opens_nothing_and_goes_on_where_it_stopped(approve, plan, lead, at):
    approve()
    open_some(plan, at, ["320600"])
    approving.pause(batch=plan, reason="power cut", actor=lead, at=at)

    assert open_some(plan, at, ["321000"]) == 0
    assert is_open("driver-license", "320600", at + timedelta(minutes=1))

    approving.resume(batch=plan, actor=lead, at=at)
    assert activating.activate_due(actor=staff(0), at=at + timedelta(minutes=1)) == 1
    assert AuditEvent.objects.get(action="batch.paused").facts["reason"] == "power cut"


def test_open_cities_can_be_paused_with_the_batch_and_come_back_with_it(approve, plan, lead, at):
    approve()
    open_some(plan, at, ["320600", "321000"])
    alone = plan.activations.get(city_id="321000")
    now = at + timedelta(minutes=1)
    activating.pause(activation=alone, reason="fire", actor=lead, at=now)
    approving.pause(batch=plan, reason="x", with_cities=True, actor=lead, at=now + timedelta(minutes=1))
    assert not is_open("driver-license", "320600", now + timedelta(minutes=2))

    plan.refresh_from_db()
    approving.resume(batch=plan, actor=lead, at=now + timedelta(minutes=3))

    assert is_open("driver-license", "320600", now + timedelta(minutes=4))
    assert not is_open("driver-license", "321000", now + timedelta(minutes=4))


def test_unopened_cities_move_to_a_plan_of_their_own(approve, plan, lead, at):
    approve()
    with pytest.raises(RuleViolation, match="batch_not_paused"):
        approving.split_off(batch=plan, name="rest", actor=lead, at=at)
    open_some(plan, at, ["320600"])
    approving.pause(batch=plan, reason="x", actor=lead, at=at)

    rest = approving.split_off(batch=plan, name="rest", actor=lead, at=at)

    plan.refresh_from_db()
    assert plan.status == "done"
    assert rest.status == "planned"
    assert set(rest.activations.values_list("city_id", flat=True)) == {"321000", "321200"}
    assert Activation.objects.get(city_id="320600").batch == plan


@pytest.mark.parametrize("act", ["pause", "resume", "send_back"])
def test_no_batch_jumps_out_of_order(plan, lead, at, act):
    extra = {} if act == "resume" else {"reason": "x"}

    with pytest.raises(RuleViolation) as no:
        getattr(approving, act)(batch=plan, actor=lead, at=at, **extra)

    assert no.value.code in ("illegal_move", "not_on_hold")
    plan.refresh_from_db()
    assert plan.status == "planned"
