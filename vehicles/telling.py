"""News of a vehicle's state, told to the person who owns it and has its electronic license."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.actors import Actor
from portal.credentials import standing_news
from portal.credentials.kinds import Entry
from portal.credentials.standing_news import News
from portal.notices.wording import Words
from vehicles.credential import SLUG
from vehicles.facts import VehicleFacts
from vehicles.models import Accident, Seizure, Vehicle, Violation
from vehicles.plates import plate_of
from vehicles.standing import is_due_soon, standing
from vehicles.wording import BOOK, LETTERS


def _with_advice(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**facts, "advice": BOOK}


_VEHICLE = _("Show the vehicle")
WORDS = {
    "vehicle_standing": Words(
        _("Vehicle %(plate)s: please note its status"),
        "%(reasons)s",
        standing_news.reasons_from(LETTERS),
        goal=_VEHICLE,
    ),
    "vehicle_inspection_due": Words(
        _("Vehicle %(plate)s: its inspection is due soon"),
        _("It is valid until %(valid_until)s. %(advice)s"),
        _with_advice,
        goal=_VEHICLE,
    ),
    "vehicle_in_order": Words(
        _("Vehicle %(plate)s is in order again"), _("Its electronic license shows so too."), goal=_VEHICLE
    ),
}


def tell_standing(*, actor: Actor, at: datetime) -> int:
    """Tell owners with a login and an electronic license what is new about a vehicle; safe to repeat."""
    return standing_news.tell(SLUG, _watched(timezone.localdate(at)), _news, actor=actor, at=at)


def _watched(today: date) -> QuerySet[Any]:
    """Vehicles that may have something to tell: any letter but A, a day in sight, an open entry, or told."""
    in_sight = today + timedelta(days=settings.NOTICE_DAYS_BEFORE_EXPIRY)
    of_it = {"vehicle": OuterRef("pk")}
    interesting = (
        ~Q(status_letters="A")
        | Q(inspection_valid_until__lte=in_sight)
        | Q(scrap_on__lt=today)
        | Exists(Seizure.objects.filter(**of_it, released_on__isnull=True))
        | Exists(Violation.objects.filter(**of_it, settled_on__isnull=True))
        | Exists(Accident.objects.filter(**of_it, settled_on__isnull=True))
        | standing_news.was_told(SLUG)
    )
    return Vehicle.objects.filter(
        interesting, standing_news.has_live_copy(SLUG, "owner"), owner__user__isnull=False
    )


def _news(entry: Entry, today: date) -> News:
    """Letters and the inspection; a mortgage or pledge is the owner's own doing."""
    facts: VehicleFacts = entry.facts
    link = reverse("vehicles:vehicle", args=[facts.id])
    known = {"plate": plate_of(facts.plate_type, facts.plate_number).text}
    now = standing(facts, today)
    if now.letters:
        return News(f"{now.tone}:{now.letters}", "vehicle_standing", link, {**known, "letters": now.letters})
    if is_due_soon(facts, today):
        until = facts.inspection_valid_until.isoformat()
        return News(f"due:{until}", "vehicle_inspection_due", link, {**known, "valid_until": until})
    return News("", "vehicle_in_order", link, known)
