"""A copy for the authorized person: the authorization is its purpose, its recipient and its term."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from portal.audit.actions import Action
from portal.audit.log import record
from portal.core.actors import Actor
from portal.core.errors import RuleViolation
from portal.credentials.models import Credential
from portal.grants.models import Grant
from vehicles import copying
from vehicles.applying import subject
from vehicles.lending.credential import SLUG
from vehicles.lending.facts import use_of
from vehicles.standing import standing


@transaction.atomic
def make(*, grant: Grant, format: str, actor: Actor, at: datetime) -> bytes:
    """The finished document, without address and the owner's whole name; the owner can read that it was made.

    Raises RuleViolation: `grant_over`, `vehicle_not_shown`.
    """
    today = timezone.localdate(at)
    facts = use_of(grant.pk)
    card = Credential.objects.live().filter(kind=SLUG, subject_ref=str(grant.pk)).first()
    if card is None or facts is None or facts.grantee_id != actor.person_id or not facts.is_in_force(today):
        raise RuleViolation("grant_over")
    if facts.license_print != facts.vehicle.fingerprint or standing(facts.vehicle, today).tone == "void":
        raise RuleViolation("vehicle_not_shown")
    record(
        Action.CREDENTIAL_PRINTED,
        subject=subject(facts.vehicle.id),
        actor=actor,
        person_id=facts.by_person,
        at=at,
        credential=str(card.pk),
        purpose=facts.purpose,
        until=facts.last_day.isoformat(),
        format=format,
        grant=grant.pk,
    )
    return copying.document(
        facts.told,
        purpose=facts.purpose,
        whom=facts.grantee_name,
        until=facts.last_day,
        credential=card,
        format=format,
        at=at,
    )
