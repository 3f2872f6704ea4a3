"""Whoever waits is remembered once, told once, and forgotten when they change their mind."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from portal.audit.models import AuditEvent
from portal.core.actors import Actor
from portal.core.errors import RuleViolation
from portal.rollout import waiting
from portal.rollout.models import Activation, City, Waiting
from portal.rollout.services import Service
from portal.rollout.tests.factories import ActivationFactory, CityFactory

pytestmark = pytest.mark.django_db
LICENSE = Service.DRIVER_LICENSE
MINUTE = timedelta(minutes=1)


def citizen(person_id=5):
    return Actor(channel="web", label="+86 138****", user_id=1, person_id=person_id)


@pytest.fixture
def nantong():
    return ActivationFactory(city=CityFactory(other=True), planned=True).city


def take(at, **limits):
    return waiting.take_due(at=at, **({"per_second": 100, "seconds": 10, "most": 500} | limits))


def open_it(at, **changes):
    Activation.objects.update(**({"activated_at": at} | changes))


def test_asking_twice_is_one_row_and_one_trace(nantong, at):
    for _ in range(2):
        waiting.ask(city=nantong, service=LICENSE, actor=citizen(), at=at)

    assert Waiting.objects.count() == 1
    event = AuditEvent.objects.get(action="notice.choice_changed")
    assert (event.person_id, event.facts) == (5, {"waits": True})
    with pytest.raises(IntegrityError), transaction.atomic():
        Waiting.objects.create(person_id=5, city=nantong, service=LICENSE, asked_at=at)


def test_a_city_without_any_plan_can_be_waited_for(at):
    waiting.ask(city=City.objects.get(pk="330900"), service=LICENSE, actor=citizen(), at=at)

    assert waiting.services_of(5, "330900") == {"driver-license"}
    assert waiting.numbers(["330900"]) == {("330900", "driver-license"): 1}


def test_nobody_waits_for_what_is_open_nor_without_being_somebody(nantong, at):
    with pytest.raises(RuleViolation, match="not_a_person"):
        waiting.ask(city=nantong, service=LICENSE, actor=citizen(None), at=at)
    open_it(at)
    with pytest.raises(RuleViolation, match="open_already"):
        waiting.ask(city=nantong, service=LICENSE, actor=citizen(), at=at + MINUTE)


def test_a_changed_mind_is_a_row_less(nantong, at):
    waiting.ask(city=nantong, service=LICENSE, actor=citizen(), at=at)

    assert waiting.withdraw(city=nantong, service=LICENSE, actor=citizen(6), at=at) is False
    assert waiting.withdraw(city=nantong, service=LICENSE, actor=citizen(), at=at) is True
    assert waiting.withdraw(city=nantong, service=LICENSE, actor=citizen(), at=at) is False
    assert not Waiting.objects.exists()


def test_people_are_taken_once_and_only_when_their_city_is_open(nantong, at):
    waiting.ask(city=nantong, service=LICENSE, actor=citizen(), at=at)
    waiting.ask(city=nantong, service=Service.VEHICLE_LICENSE, actor=citizen(), at=at)
    assert take(at) == []

    open_it(at)

    assert [row.service for row in take(at + MINUTE)] == ["driver-license"]
    assert take(at + 2 * MINUTE) == []


def test_a_paused_city_tells_nobody_until_it_goes_on(nantong, at):
    waiting.ask(city=nantong, service=LICENSE, actor=citizen(), at=at)
    open_it(at, paused_at=at)
    assert take(at + MINUTE) == []

    open_it(at, paused_at=None)

    assert len(take(at + MINUTE)) == 1


def test_whoever_was_told_and_finds_the_city_paused_may_ask_anew(nantong, at):
    waiting.ask(city=nantong, service=LICENSE, actor=citizen(), at=at)
    open_it(at)
    take(at + MINUTE)
    open_it(at, paused_at=at)
    waiting.ask(city=nantong, service=LICENSE, actor=citizen(), at=at + 2 * MINUTE)
    open_it(at, paused_at=None)

    assert len(take(at + 3 * MINUTE)) == 1


def test_no_more_are_told_in_a_while_than_settings_allow(nantong, at):
    rows = [Waiting(person_id=n, city=nantong, service=LICENSE, asked_at=at) for n in range(50)]
    Waiting.objects.bulk_create(rows)
    open_it(at)
    limits = {"per_second": 2, "seconds": 10}

    told = [len(take(at + timedelta(seconds=n), **limits)) for n in (1, 2, 6, 12, 23)]

    assert told == [20, 0, 0, 20, 10]


def test_taking_costs_four_statements_however_many_wait(nantong, at, django_assert_num_queries):
    rows = [Waiting(person_id=n, city=nantong, service=LICENSE, asked_at=at) for n in range(300)]
    Waiting.objects.bulk_create(rows)
    open_it(at)

    with django_assert_num_queries(4):
        assert len(take(at + MINUTE)) == 300
