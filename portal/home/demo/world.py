"""The whole demonstration, loaded once in one transaction."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from licenses.telling import tell_standing as tell_drivers
from portal.accounts.models import Officer
from portal.core.actors import Actor
from portal.credentials import keys
from portal.home.demo import (
    checks,
    cities,
    company,
    fates,
    people,
    police,
    runs,
    shares,
    staffing,
    texts,
    vehicles,
)
from portal.home.demo.cities import CLOSED, NEXT, OPEN
from portal.home.demo.people import Citizen
from portal.rollout.models import City
from vehicles.telling import tell_standing as tell_owners


def is_loaded() -> bool:
    return Officer.objects.filter(user__username="reviewer", badge_number__startswith="DEMO").exists()


@transaction.atomic
def load(*, at: datetime) -> dict[str, Any]:
    """Make the world as it stands at `at`; the answer is what `demo.json` says, the address apart."""
    actor = Actor.system("load_demo")
    keys.ensure_keys(actor=actor, at=at - timedelta(days=420))
    cities.load(actor=actor, at=at)
    staff = staffing.load_staff(at=at)
    cities.load_plan(lead=staffing.officer_actor("rollout_lead"), at=at)
    companies = staffing.load_companies(actor=actor, at=at - timedelta(days=200))
    staffing.load_key_history(actor=actor, at=at)
    texts.load(actor=actor, at=at - timedelta(days=60))
    citizens = people.load(actor=actor, at=at)
    garage = vehicles.load(citizens, actor=actor, at=at)
    company.load(citizens, actor=actor, at=at)
    _play(citizens, at)
    shares.load(citizens, at=at)
    runs.load(at=at)
    return {
        "citizens": [_listed(citizen) for citizen in citizens if citizen.part.key],
        "staff": staff,
        "organizations": companies,
        "vehicles": garage,
        "cities": _city_names(),
        "city_codes": {"open": OPEN, "next_batch": NEXT, "closed": CLOSED},
    }


def _play(citizens: list[Citizen], at: datetime) -> None:
    """Applications, some checks while all was well, what the register has learned since, recent checks."""
    officer = staffing.officer_actor("reviewer")
    fates.apply(citizens, officer=officer, at=at)
    checks.play(citizens[:60], days_ago=50, at=at)
    fates.change_register(citizens, at=at)
    fates.apply_again(citizens, officer=officer, at=at)
    for tell in (tell_drivers, tell_owners):
        tell(actor=Actor.system("load_demo"), at=at)
    presentable = [citizen for citizen in citizens[:40] if _is_presentable(citizen)]
    for days_ago in (12, 3, 1):
        checks.play(presentable, days_ago=days_ago, at=at)
    checks.play_mishaps(citizens[0], at=at)
    police.load(citizens, at=at)


def _is_presentable(citizen: Citizen) -> bool:
    """Whether the register as it is now lets a code be shown."""
    letters = str(citizen.fate.later.get("status_letters", "A")) if citizen.fate else "F"
    return not set(letters) & set("EFGRLJ")


def _listed(citizen: Citizen) -> dict[str, Any]:
    return {
        "key": citizen.part.key,
        "name": citizen.person.name,
        "id_number": citizen.person.id_number,
        "phone": citizen.person.phone.removeprefix("+86"),
        "note": citizen.part.note,
    }


def _city_names() -> dict[str, str]:
    names = City.objects.in_bulk([OPEN, NEXT, CLOSED])
    return {"open": names[OPEN].name, "next_batch": names[NEXT].name, "closed": names[CLOSED].name}
