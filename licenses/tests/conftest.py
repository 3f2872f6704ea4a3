"""A holder, a reviewer and a signing key for the tests of this line."""

from datetime import UTC, datetime

import pytest

from licenses.tests.factories import DriverLicenseFactory
from portal.accounts.models import Officer
from portal.accounts.tests.factories import OfficerFactory, UserFactory
from portal.core.actors import Actor
from portal.credentials import keys
from portal.rollout.tests.factories import ActivationFactory

AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)  # a Friday, eleven o'clock in China


def actor_for(user) -> Actor:
    officer = Officer.objects.filter(user=user).first()
    return Actor(
        channel="staff" if officer else "web",
        label=user.label,
        user_id=user.pk,
        person_id=user.person_id,
        officer=officer,
    )


@pytest.fixture
def at() -> datetime:
    return AT


@pytest.fixture
def signing_keys(db, at):
    keys.ensure_keys(actor=Actor.system("test"), at=at)


@pytest.fixture
def open_city(db, at):
    return ActivationFactory(opens_at=datetime(2026, 1, 5, tzinfo=UTC)).city


@pytest.fixture
def license(open_city, signing_keys):
    return DriverLicenseFactory(with_photo=True)


@pytest.fixture
def holder(license):
    return actor_for(UserFactory(person=license.person))


@pytest.fixture
def reviewer(open_city):
    return actor_for(OfficerFactory().user)
