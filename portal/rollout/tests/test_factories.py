"""The factories make the states that they are named after."""

import pytest
from django.utils import timezone

from portal.rollout.gates import is_open
from portal.rollout.services import Service
from portal.rollout.tests.factories import OPEN_CITY, ActivationFactory, CityFactory

pytestmark = pytest.mark.django_db


def test_an_opening_is_open_by_default():
    ActivationFactory()

    assert is_open(Service.DRIVER_LICENSE, OPEN_CITY, timezone.now())


@pytest.mark.parametrize("state", ["planned", "due", "paused"])
def test_no_other_state_is_open(state):
    ActivationFactory(**{state: True})

    assert not is_open(Service.DRIVER_LICENSE, OPEN_CITY, timezone.now())


def test_the_cities_are_those_of_the_fixture():
    assert CityFactory().province_name_en == "Jiangsu"
    assert CityFactory(other=True).local_name == "南通市"
