"""What owners are told of the state of their vehicles: once, whenever it has changed."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from portal.accounts.tests.factories import PersonFactory, UserFactory
from portal.core.actors import Actor
from portal.credentials import issuing
from portal.notices.models import Notice, SmsMessage
from portal.notices.wording import title_and_text
from vehicles.models import Vehicle
from vehicles.telling import tell_standing
from vehicles.tests.factories import (
    AccidentFactory,
    EncumbranceFactory,
    InspectionFactory,
    SeizureFactory,
    VehicleFactory,
    ViolationFactory,
)

SYSTEM = Actor.system("test")


@pytest.fixture
def issued(vehicle, owner, at):
    return issuing.issue(kind="vehicle-license", ref=str(vehicle.pk), actor=SYSTEM, at=at)


def tell(at, hours=0):
    return tell_standing(actor=SYSTEM, at=at + timedelta(hours=hours))


def news(vehicle):
    rows = Notice.objects.filter(person=vehicle.owner, code__startswith="vehicle_").order_by("pk")
    with override("en"):
        return [title_and_text(row.code, row.facts) for row in rows]


def test_what_a_feed_brought_is_told_once_and_so_is_its_end(issued, vehicle, at):
    assert tell(at) == 0
    fine = ViolationFactory(vehicle=vehicle)
    assert tell(at, 1) == 1
    assert tell(at, 2) == 0
    ViolationFactory(vehicle=vehicle, settled_on=timezone.localdate(at))
    assert tell(at, 3) == 0
    fine.settled_on = timezone.localdate(at)
    fine.save()
    assert tell(at, 4) == 1

    (one, text), (two, _text) = news(vehicle)
    assert vehicle.plate_number[2:] in one
    assert "not yet been settled" in text
    assert "in order again" in two


@pytest.mark.parametrize("factory", [SeizureFactory, AccidentFactory])
def test_seizures_and_accidents_are_told(issued, vehicle, at, factory):
    factory(vehicle=vehicle)

    assert tell(at) == 1


def test_an_inspection_in_sight_is_told_and_one_that_was_passed_ends_it(issued, vehicle, at):
    day = timezone.localdate(at) + timedelta(days=60)
    Vehicle.objects.filter(pk=vehicle.pk).update(inspection_valid_until=day)

    assert tell(at) == 1
    assert tell(at, 24) == 0
    assert day.isoformat() in news(vehicle)[-1][1]

    InspectionFactory(vehicle=vehicle, valid_until=day + timedelta(days=700))
    assert tell(at, 48) == 1
    assert "in order again" in news(vehicle)[-1][0]


def test_the_message_names_neither_plate_nor_reason(issued, vehicle, at):
    SmsMessage.objects.all().delete()
    SeizureFactory(vehicle=vehicle)

    tell(at)

    text = SmsMessage.objects.get().text
    assert vehicle.plate_number not in text
    assert "seizure" not in text


def test_a_mortgage_is_the_owners_own_doing(issued, vehicle, at):
    EncumbranceFactory(vehicle=vehicle)

    assert tell(at) == 0


def test_who_has_no_electronic_license_or_no_vehicle_anymore_is_told_nothing(issued, vehicle, owner, at):
    other = VehicleFactory(city=vehicle.city, status_letters="L")
    UserFactory(person=other.owner)
    buyer = PersonFactory()
    UserFactory(person=buyer)
    Vehicle.objects.filter(pk=vehicle.pk).update(owner=buyer, status_letters="L")

    assert tell(at) == 0
    assert not Notice.objects.filter(code="vehicle_standing").exists()


def test_a_round_asks_as_much_of_one_vehicle_as_of_many(issued, vehicle, at, django_assert_max_num_queries):
    for _n in range(5):
        more = VehicleFactory(city=vehicle.city)
        UserFactory(person=more.owner)
        issuing.issue(kind="vehicle-license", ref=str(more.pk), actor=SYSTEM, at=at)
        Vehicle.objects.filter(pk=more.pk).update(status_letters="L")
    tell(at)

    with django_assert_max_num_queries(4):
        tell(at, 1)
