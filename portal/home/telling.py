"""Tell those who waited that their city is open: marked told and told in one transaction, or neither."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.core.actors import Actor
from portal.core.languages import is_chinese
from portal.notices.sending import notify_many
from portal.notices.topics import Topic
from portal.notices.wording import Words
from portal.rollout import waiting
from portal.rollout.models import City
from portal.rollout.services import Service

WINDOW_SECONDS = 10  # the rate holds on average over this time, which is also how often beat asks
AT_ONCE = 500


def _read(facts: Mapping[str, Any]) -> dict[str, Any]:
    """City and service in the language of whoever reads."""
    chinese = is_chinese()
    city = facts.get("city" if chinese else "city_en", "–")
    return {"city": city, "service": Service(facts["service"]).label if "service" in facts else "–"}


NOTICES = {
    "city_open": Words(
        _("%(city)s is open: %(service)s"),
        _("You asked to be told. You can begin now; everything is on the page of your city."),
        _read,
        goal=_("Show the page of the city"),
    )
}


def tell_waiting(*, actor: Actor, at: datetime) -> int:
    """Tell everybody whose city has opened, no faster than settings allow. Answers how many were told.

    Safe to run twice at once and to be killed anywhere: a portion is told as a whole or waits as a whole.
    """
    told = 0
    while portion := _tell_some(actor, at):
        told += portion
    return told


@transaction.atomic
def _tell_some(actor: Actor, at: datetime) -> int:
    rows = waiting.take_due(
        at=at, per_second=settings.WAITING_TOLD_PER_SECOND, seconds=WINDOW_SECONDS, most=AT_ONCE
    )
    groups: dict[tuple[str, str], list[int]] = {}
    for row in rows:
        groups.setdefault((row.city_id, row.service), []).append(row.person_id)
    cities = City.objects.in_bulk({code for code, _service in groups})
    for (code, service), person_ids in groups.items():
        notify_many(
            person_ids=person_ids,
            topic=Topic.ROLLOUT,
            key=f"city-open:{code}/{service}:{at.isoformat()}",
            code="city_open",
            facts={"city": cities[code].name, "city_en": cities[code].name_en, "service": service},
            link=reverse("home:city", args=[code]),
            actor=actor,
            at=at,
        )
    return len(rows)
