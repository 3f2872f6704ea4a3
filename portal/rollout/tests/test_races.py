"""Several at once, on real connections: approvals, changes, two beats, a pause beside an opening."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier

import pytest
from django.db import connection

from portal.audit.models import AuditEvent
from portal.core.errors import RuleViolation
from portal.rollout import activating, approving, planning
from portal.rollout.models import Activation, Batch
from portal.rollout.services import Service
from portal.rollout.tests.conftest import staff

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def at_once(*calls):
    """Run all calls at the same moment; each gives its result or its refusal code."""
    barrier = Barrier(len(calls))

    def run(call):
        try:
            barrier.wait(5)
            return call()
        except RuleViolation as no:
            return no.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_two_people_press_approve_at_once_and_one_has_approved(plan, at):
    press = partial(approving.approve, batch=plan, revision=plan.revision, at=at)

    results = at_once(*(partial(press, actor=staff(who)) for who in (11, 12, 13)))

    assert results.count("moved_meanwhile") == 2
    assert AuditEvent.objects.filter(action="batch.approved").count() == 1


def test_a_plan_is_approved_as_seen_or_not_at_all(plan, lead, approver, at):
    change = partial(planning.take_out, activation=plan.activations.first(), actor=lead, at=at)
    press = partial(approving.approve, batch=plan, revision=plan.revision, actor=approver, at=at)

    at_once(change, press)

    plan.refresh_from_db()
    assert (plan.status, plan.activations.count()) in {("approved", 3), ("planned", 2)}


def test_two_leads_plan_the_same_city_and_one_has_it(lead, at):
    batches = [planning.plan_batch(name=name, actor=lead, at=at) for name in "AB"]
    chosen = {"service": Service.DRIVER_LICENSE, "city_codes": ["310000"], "opens_at": at + timedelta(days=1)}

    at_once(*(partial(planning.add_cities, batch=one, **chosen, actor=lead, at=at) for one in batches))

    assert Activation.objects.filter(city_id="310000").count() == 1


def test_two_beats_open_each_city_once(plan, at):
    Batch.objects.update(status="approved")
    plan.activations.update(opens_at=at)
    beat = partial(activating.activate_due, actor=staff(0), at=at + timedelta(minutes=1))

    assert sum(at_once(beat, beat, beat)) == 3
    assert AuditEvent.objects.filter(action="city.activated").count() == 3
    assert Batch.objects.get().status == "done"


def test_a_pause_beside_an_opening_leaves_no_batch_in_between(plan, lead, at):
    Batch.objects.update(status="approved")
    plan.activations.update(opens_at=at)
    now = at + timedelta(minutes=1)
    beat = partial(activating.activate_due, actor=staff(0), at=now)

    at_once(beat, partial(approving.pause, batch=plan, reason="x", actor=lead, at=now))

    opened = plan.activations.exclude(activated_at=None).count()
    assert Batch.objects.get().status == ("done" if opened == 3 else "paused")
