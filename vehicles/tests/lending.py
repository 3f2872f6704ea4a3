"""An owner's license that a friend uses, for the tests of authorizations."""

from datetime import date, datetime
from typing import Any

from portal.accounts.tests.factories import UserFactory
from portal.core.actors import Actor
from portal.credentials import presenting
from portal.credentials.kinds import kind_of
from portal.credentials.models import Credential
from portal.grants.models import Grant
from vehicles.lending import authorizing
from vehicles.models import Vehicle
from vehicles.tests.conftest import actor_for

USE = "vehicle-license-use"


def friend_named(name: str = "王小明", **more: Any) -> Any:
    """A login bound to a person of that name."""
    return UserFactory(bound=True, person__name=name, **more)


def offered(
    vehicle: Vehicle, owner: Actor, friend: Any, *, at: datetime, last_day: date, purpose: str = "test-drive"
) -> Grant:
    return authorizing.offer(
        vehicle=vehicle,
        id_number=friend.person.id_number,
        name=friend.person.name,
        purpose=purpose,
        last_day=last_day,
        actor=owner,
        at=at,
    )


def accepted(
    vehicle: Vehicle, owner: Actor, friend: Any, *, at: datetime, last_day: date
) -> tuple[Grant, Credential]:
    made = offered(vehicle, owner, friend, at=at, last_day=last_day)
    return made, authorizing.accept(grant=made, actor=actor_for(friend), at=at)


def shown(card: Credential, friend: Any, *, at: datetime) -> str:
    """What the friend's screen says."""
    return presenting.present(credential_id=card.pk, kind=kind_of(USE), actor=actor_for(friend), at=at).text
