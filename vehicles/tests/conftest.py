"""A vehicle, its owner, an open city and signing keys for the tests of this line."""

from datetime import UTC, datetime

import pytest

from portal.accounts.tests.factories import UserFactory
from portal.core.actors import Actor
from portal.credentials import keys
from portal.rollout.tests.factories import ActivationFactory
from vehicles.tests.factories import VehicleFactory

AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)  # a Friday, eleven o'clock in China


def actor_for(user) -> Actor:
    return Actor(channel="web", label=user.label, user_id=user.pk, person_id=user.person_id)


@pytest.fixture
def at() -> datetime:
    return AT


@pytest.fixture
def signing_keys(db, at):
    keys.ensure_keys(actor=Actor.system("test"), at=at)


@pytest.fixture
def open_city(db):
    return ActivationFactory(service="vehicle-license", opens_at=datetime(2026, 1, 5, tzinfo=UTC)).city


@pytest.fixture
def vehicle(open_city, signing_keys):
    return VehicleFactory()


@pytest.fixture
def owner(vehicle):
    return actor_for(UserFactory(person=vehicle.owner))
