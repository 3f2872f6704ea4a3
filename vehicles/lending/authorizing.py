"""Let others use a vehicle license, take it, give it back: authorization and card in one transaction."""

from datetime import date, datetime

from django.db import transaction

from portal.accounts.models import Person
from portal.core.actors import Actor
from portal.core.errors import RuleViolation
from portal.credentials import issuing
from portal.credentials.delegates import GRANT_ENDED
from portal.credentials.models import Credential
from portal.grants import granting
from portal.grants.granting import Grantor
from portal.grants.models import Grant
from portal.grants.querysets import GrantQuerySet
from portal.grants.scopes import Scope
from vehicles.credential import live_copies
from vehicles.facts import VehicleFacts, facts_of
from vehicles.lending import telling
from vehicles.lending.credential import SLUG
from vehicles.models import Vehicle

SCOPE = Scope.VEHICLE_LICENSE.value


def grantor_of(facts: VehicleFacts) -> Grantor:
    """The owner as the one who lends."""
    if not facts.is_personal:
        return Grantor(organization_id=facts.organization_id)
    owner = Person.objects.get(vehicles=facts.id)
    return Grantor(person_id=owner.pk, id_number=owner.id_number)


def given_for(facts: VehicleFacts) -> GrantQuerySet:
    """What the owner of now has given for this vehicle."""
    of_vehicle = Grant.objects.of(SCOPE, str(facts.id))
    if facts.is_personal:
        return of_vehicle.filter(grantor_person_id=facts.owner_id)
    return of_vehicle.filter(grantor_organization_id=facts.organization_id)


@transaction.atomic
def offer(
    *,
    vehicle: Vehicle,
    id_number: str,
    name: str,
    purpose: str,
    last_day: date,
    actor: Actor,
    at: datetime,
) -> Grant:
    """Offer the use of a vehicle license; whoever is meant hears of it, and nobody learns whether they exist.

    What a former owner had given is ended first: it takes nobody's place. Raises RuleViolation:
    `not_the_owner`, `use_without_license`, or what `granting.grant()` raises.
    """
    if not Vehicle.objects.held_by(actor).filter(pk=vehicle.pk).exists():
        raise RuleViolation("not_the_owner")
    facts = facts_of([vehicle.pk])[0]
    if vehicle.pk not in live_copies([facts]):
        raise RuleViolation("use_without_license")
    theirs = given_for(facts).values("pk")
    for stale in Grant.objects.of(SCOPE, str(vehicle.pk)).open(at).exclude(pk__in=theirs):
        end(grant=stale, by="register", actor=actor, at=at)
    made = granting.grant(
        scope=SCOPE,
        ref=str(vehicle.pk),
        grantor=grantor_of(facts),
        id_number=id_number,
        name=name,
        purpose=purpose,
        last_day=last_day,
        actor=actor,
        at=at,
    )
    telling.offered(made, id_number=id_number, actor=actor, at=at)
    return made


@transaction.atomic
def accept(*, grant: Grant, actor: Actor, at: datetime) -> Credential:
    """Take what was offered; the card is in the wallet when this ends, or nothing has happened.

    Raises RuleViolation: what `granting.accept()` raises, or the first reason why no card is issued.
    """
    taken = granting.accept(grant=grant, person=_person(actor), actor=actor, at=at)
    card = issuing.issue(kind=SLUG, ref=str(taken.pk), actor=actor, at=at)
    telling.answered(taken, "accepted", actor=actor, at=at)
    return card


@transaction.atomic
def decline(*, grant: Grant, actor: Actor, at: datetime) -> Grant:
    """Say no; raises what `granting.decline()` raises."""
    refused = granting.decline(grant=grant, person=_person(actor), actor=actor, at=at)
    telling.answered(refused, "declined", actor=actor, at=at)
    return refused


@transaction.atomic
def end(*, grant: Grant, by: str, actor: Actor, at: datetime) -> Grant:
    """End it and its card now. `by` is grantor, grantee or register; the caller knows it is theirs.

    Safe to repeat. The grant's row is held first, so a card made at the same moment is found and ended too.
    """
    was_open = Grant.objects.filter(pk=grant.pk).open(at).exists()
    over = granting.end(grant=grant, actor=actor, at=at, by=by)
    cards = Credential.objects.select_for_update().filter(kind=SLUG, subject_ref=str(over.pk))
    for card in cards.live():
        issuing.end(credential=card, to=Credential.Status.REVOKED, reason=GRANT_ENDED, actor=actor, at=at)
    if was_open:
        telling.ended(over, by=by, actor=actor, at=at)
    return over


def _person(actor: Actor) -> Person:
    found = Person.objects.filter(pk=actor.person_id).first() if actor.person_id else None
    if found is None:
        raise RuleViolation("not_found")
    return found
