"""Apply for the electronic vehicle license: for one's own vehicle, or for that of the unit one acts for."""

from datetime import datetime

from django.db import transaction

from portal.audit.actions import Action
from portal.audit.log import record
from portal.core.actors import Actor
from portal.core.errors import RuleViolation
from portal.core.subjects import Subject
from portal.credentials import issuing
from portal.credentials.kinds import kind_of
from portal.credentials.models import Credential
from vehicles.credential import SLUG, entry_of
from vehicles.facts import VehicleFacts
from vehicles.models import Vehicle


def subject(vehicle_id: int) -> Subject:
    """How the audit trail names a vehicle: the same as its credential."""
    return Subject(SLUG, str(vehicle_id))


def refusals_now(facts: VehicleFacts, at: datetime) -> list[RuleViolation]:
    """Why nothing can be applied for now: the city gate, then the law."""
    return issuing.refusals(kind_of(SLUG), entry_of(facts), at)


@transaction.atomic
def apply(*, vehicle: Vehicle, actor: Actor, at: datetime) -> Credential:
    """Decide at once: the live credential, or a new one, which replaces that of other facts. Safe to repeat.

    Raises RuleViolation: `not_the_owner`, or the first reason of `refusals_now()`.
    """
    if not Vehicle.objects.held_by(actor).filter(pk=vehicle.pk).exists():
        raise RuleViolation("not_the_owner")
    credential = issuing.issue(kind=SLUG, ref=str(vehicle.pk), actor=actor, at=at)
    if credential.issued_at == at:  # not one that was there before
        record(
            Action.VEHICLE_APPLIED,
            subject=subject(vehicle.pk),
            actor=actor,
            person_id=actor.person_id,
            at=at,
            credential=str(credential.pk),
            unit=credential.organization_id,
        )
    return credential
