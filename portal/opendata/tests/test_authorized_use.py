"""A card that uses somebody else's license is not one more license issued."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.accounts.tests.factories import UserFactory
from portal.core.actors import Actor
from portal.core.valkey import client
from portal.credentials import keys
from portal.opendata import counting
from portal.opendata.models import IssuedDelta
from portal.rollout.models import TotalCount
from portal.rollout.tests.factories import ActivationFactory
from vehicles import applying
from vehicles.tests.conftest import actor_for
from vehicles.tests.factories import VehicleFactory
from vehicles.tests.lending import accepted, friend_named

pytestmark = pytest.mark.django_db


def test_the_figures_count_no_second_license():
    at = timezone.now()
    client().flushdb()
    keys.ensure_keys(actor=Actor.system("test"), at=at)
    ActivationFactory(service="vehicle-license")
    vehicle = VehicleFactory()
    owner = actor_for(UserFactory(person=vehicle.owner))
    applying.apply(vehicle=vehicle, actor=owner, at=at)
    last_day = timezone.localdate(at) + timedelta(days=1)
    accepted(vehicle, owner, friend_named(), at=at, last_day=last_day)

    counting.count_issued()

    issued = TotalCount.objects.filter(service="vehicle-license", measure="issued")
    assert [row.count for row in issued] == [1]
    assert not IssuedDelta.objects.exists()
