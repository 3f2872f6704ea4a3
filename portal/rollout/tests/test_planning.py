"""Who plans what: cities, whole provinces, copies; and what a plan is refused."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from portal.audit.models import AuditEvent
from portal.core.errors import RuleViolation
from portal.rollout import planning
from portal.rollout.models import Activation, Batch
from portal.rollout.services import Service
from portal.rollout.tests.conftest import staff
from portal.rollout.tests.factories import ActivationFactory

pytestmark = pytest.mark.django_db
LICENSE = Service.DRIVER_LICENSE


@pytest.fixture
def add(lead, at):
    """Add to a batch; next week, by the lead, unless a test says otherwise."""

    def add(batch, **chosen):
        usual = {"service": LICENSE, "opens_at": at + timedelta(days=7), "actor": lead, "at": at}
        return planning.add_cities(batch=batch, **(usual | chosen))

    return add


@pytest.fixture
def empty(lead, at):
    return planning.plan_batch(name="Batch 3", actor=lead, at=at)


def test_a_whole_province_comes_with_its_counties(add, empty):
    rows = add(empty, province_codes=["410000"])

    codes = {row.city_id for row in rows}
    assert len(codes) == 18
    assert "419001" in codes


def test_a_change_is_written_down_with_its_cities(plan, lead):
    event = AuditEvent.objects.filter(action="batch.planned").latest("pk")

    assert event.subject == f"batch:{plan.pk}"
    assert event.actor_label == lead.label
    assert event.facts["cities"] == ["320600", "321000", "321200"]


@pytest.mark.parametrize(
    ("chosen", "code"),
    [
        ({"city_codes": ["999999"]}, "city_unknown"),
        ({"province_codes": ["990000"]}, "city_unknown"),
        ({"city_codes": []}, "nothing_chosen"),
    ],
)
def test_cities_that_do_not_exist_are_refused(add, empty, chosen, code):
    with pytest.raises(RuleViolation) as no:
        add(empty, **chosen)

    assert no.value.code == code
    assert not Activation.objects.filter(batch=empty).exists()


def test_an_opening_in_the_past_is_refused(add, empty, at, plan, lead):
    for moment in (at, at - timedelta(days=365)):
        with pytest.raises(RuleViolation, match="opening_in_past"):
            add(empty, city_codes=["310000"], opens_at=moment)
        with pytest.raises(RuleViolation, match="opening_in_past"):
            planning.reschedule(batch=plan, opens_at=moment, actor=lead, at=at)


def test_a_city_opens_a_service_once_and_the_refusal_names_it(add, empty, plan):
    with pytest.raises(RuleViolation) as no:
        add(empty, city_codes=["320600", "310000"])

    assert no.value.code == "city_already_planned"
    assert no.value.facts["cities"] == "南通市"
    assert not Activation.objects.filter(city_id="310000").exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Activation.objects.create(city_id="320600", service=LICENSE, batch=empty, opens_at=plan.created_at)


def test_cities_with_a_plan_are_left_out_when_asked(add, empty, plan):
    rows = add(empty, province_codes=["320000"], skip_planned=True)

    assert "320600" not in {row.city_id for row in rows}
    assert len(rows) == 10


def test_two_batches_never_share_a_name(plan, lead, at):
    with pytest.raises(RuleViolation, match="batch_exists"):
        planning.plan_batch(name=" Batch 2 ", actor=lead, at=at)


@pytest.mark.parametrize("status", ["approved", "running", "done", "paused"])
def test_an_approved_batch_cannot_be_changed(add, plan, lead, at, status):
    Batch.objects.filter(pk=plan.pk).update(status=status)
    opening = plan.activations.first()
    later = at + timedelta(days=9)

    for change in (
        lambda: add(plan, city_codes=["310000"]),
        lambda: planning.take_out(activation=opening, actor=lead, at=at),
        lambda: planning.reschedule(batch=plan, opens_at=later, actor=lead, at=at),
        lambda: planning.discard(batch=plan, actor=lead, at=at),
    ):
        with pytest.raises(RuleViolation, match="batch_not_editable"):
            change()
    assert plan.activations.count() == 3


def test_whoever_changes_a_plan_is_an_author(plan, at):
    planning.take_out(activation=plan.activations.first(), actor=staff(9), at=at)

    plan.refresh_from_db()
    assert plan.author_ids == [7, 9]
    assert plan.revision == 2


def test_openings_are_moved_together_or_by_service(add, plan, lead, at):
    add(plan, service=Service.VEHICLE_LICENSE, city_codes=["310000"])
    later = at + timedelta(days=30)

    moved = planning.reschedule(batch=plan, service=LICENSE, opens_at=later, actor=lead, at=at)

    assert moved == 3
    assert plan.activations.filter(opens_at=later).count() == 3


def test_a_copy_has_the_same_cities_for_another_service(plan, lead, at):
    ActivationFactory(city_id="321000", city=None, service=Service.VEHICLE_LICENSE)

    made = planning.copy(
        batch=plan,
        name="Batch 2, vehicles",
        service=Service.VEHICLE_LICENSE,
        opens_at=at + timedelta(days=20),
        actor=lead,
        at=at,
    )

    assert made.status == "planned"
    assert set(made.activations.values_list("city_id", flat=True)) == {"320600", "321200"}


def test_a_discarded_plan_frees_its_cities(add, empty, plan, lead, at):
    planning.discard(batch=plan, actor=lead, at=at)

    assert len(add(empty, city_codes=["320600"])) == 1
    assert not Batch.objects.filter(name="Batch 2").exists()
    assert AuditEvent.objects.latest("pk").facts["change"] == "added"
