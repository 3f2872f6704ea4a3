"""Serve at a counter: check the code shown there, tell what the business needs, write the visit down."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from portal.accounts.models import Officer
from portal.accounts.purposes import Purpose
from portal.audit.actions import Action
from portal.audit.log import record
from portal.core.actors import Actor
from portal.core.errors import RuleViolation
from portal.core.subjects import Subject
from portal.credentials.businesses import Business
from portal.credentials.kinds import kind_of
from portal.credentials.models import CounterVisit, Verification
from portal.credentials.verifying import Verdict, Verifier, verify
from portal.rollout.models import City

MOST = 200


@transaction.atomic
def serve(*, code: str, business: Business, city: City, actor: Actor, at: datetime) -> Verdict:
    """The verdict with what the business needs. Check, visit and trail are written together.

    A code that proves nothing is no visit: the check alone is in the log. Raises RuleViolation for whoever
    is not an officer of the city.
    """
    officer = _officer(actor, city)
    verifier = Verifier(
        channel=Verification.Channel.OFFICER,
        label=actor.signature,
        user_id=actor.user_id,
        request_id=actor.request_id,
        business=business,
    )
    verdict = verify(code, verifier=verifier, purpose=Purpose.COUNTER, at=at)
    if verdict.entry is None:
        return verdict
    CounterVisit.objects.create(
        business=business, verification_id=verdict.id, city=city, officer=officer, at=at
    )
    record(
        Action.COUNTER_VISIT,
        subject=Subject("check", verdict.reference),
        actor=actor,
        person_id=verdict.entry.person_id,
        at=at,
        business=str(business),
        city=city.pk,
        told=sorted(verdict.claims),
    )
    return verdict


def cities_of(actor: Actor) -> QuerySet[City]:
    """Where this officer may serve."""
    return actor.officer.cities.order_by("pk") if actor.is_officer else City.objects.none()


def _officer(actor: Actor, city: City) -> Officer:
    if not cities_of(actor).filter(pk=city.pk).exists():
        raise RuleViolation("counter_of_another_city")
    officer: Officer = actor.officer
    return officer


@dataclass(frozen=True, slots=True)
class Served:
    """One line of an officer's own list of today; names nobody."""

    at: datetime
    business: Any
    document: Any
    city_id: str
    city: str
    reference: str


def served_today(actor: Actor, at: datetime) -> list[Served]:
    """The officer's own visits since midnight, newest first; two statements."""
    if not actor.is_officer:
        return []
    midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = CounterVisit.objects.filter(officer=actor.officer, at__gte=midnight)
    visits = list(rows.select_related("city").order_by("-at", "-pk")[:MOST])
    checks = Verification.objects.filter(
        id__in=[visit.verification_id for visit in visits], checked_at__gte=midnight
    )
    kinds = dict(checks.values_list("id", "kind"))
    return [
        Served(
            at=visit.at,
            business=visit.get_business_display(),
            document=kind_of(kinds[visit.verification_id]).title,
            city_id=visit.city_id,
            city=visit.city.local_name,
            reference=f"ver_{visit.verification_id.hex}",
        )
        for visit in visits
    ]
