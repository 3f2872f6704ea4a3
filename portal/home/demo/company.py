"""People around the rental company of the demonstration: who leads it, whom it has invited, who drives."""

from datetime import datetime, timedelta

from portal.accounts.inviting import invite
from portal.accounts.members import add_member
from portal.accounts.models import Membership, Organization
from portal.core.actors import Actor
from portal.home.demo.cast import COMPANIES
from portal.home.demo.people import Citizen
from vehicles import filing

LEADER, INVITED = "accident_party", "driver_abnormal"
DRIVERS = {"driver_normal": "agree", "rare_name": ""}


def load(citizens: list[Citizen], *, actor: Actor, at: datetime) -> None:
    """A legal representative, an invitation not answered, a driver who agrees and one who is asked."""
    people = {citizen.part.key: citizen for citizen in citizens if citizen.part.key}
    company = Organization.objects.get(uscc=COMPANIES[0].uscc)
    leader, invited = people[LEADER], people[INVITED]
    assert leader.user is not None  # noqa: S101 - the cast gives these people logins
    assert invited.user is not None  # noqa: S101
    role = Membership.Role.LEGAL_REPRESENTATIVE
    add_member(organization=company, user=leader.user, role=role, actor=actor, at=at - timedelta(days=195))
    invite(
        organization=company,
        phone=str(invited.user.phone),
        name=invited.person.name,
        role=Membership.Role.READER,
        actor=leader.actor,
        at=at - timedelta(days=1),
    )
    for key, answer in DRIVERS.items():
        person = people[key].person
        filed = filing.file_driver(
            organization=company,
            id_number=person.id_number,
            name=person.name,
            actor=leader.actor,
            at=at - timedelta(days=20),
        )
        if answer:
            filing.agree(filed=filed, person=person, actor=people[key].actor, at=at - timedelta(days=19))
