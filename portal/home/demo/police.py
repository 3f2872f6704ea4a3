"""Licenses that the police hold, hold no longer or are about to give back, and a morning at a counter."""

from datetime import datetime, timedelta

from django.utils import timezone

from licenses import seizing
from licenses.models import DriverLicense
from portal.core.actors import Actor
from portal.credentials import counters
from portal.credentials.businesses import Business
from portal.credentials.kinds import kind_of
from portal.credentials.models import Credential
from portal.credentials.presenting import present
from portal.home.demo.cities import OPEN
from portal.home.demo.people import Citizen
from portal.home.demo.staffing import officer_actor
from portal.rollout.models import City

DAY = timedelta(days=1)
_HELD = (
    ("alcohol", "示范案 2026-0117，人民路，强制措施凭证 0000117 号", 12, ("ask", "confirm")),
    ("accident", "示范案 2026-0131，环城路", 6, ("ask",)),
    ("on_the_spot", "示范案 2026-0140，高速公路 G2 K1157", 1, ()),
)


def load(citizens: list[Citizen], *, at: datetime) -> None:
    """Play both with people of the crowd whose licenses are in order."""
    well = [citizen for citizen in citizens if _is_well(citizen)]
    _seize(well[-len(_HELD) :], at)
    _serve(well[: len(Business)], at)


def _is_well(citizen: Citizen) -> bool:
    in_order = citizen.fate is not None and citizen.fate.way == "on_file" and not citizen.fate.later
    return in_order and not citizen.part.key and citizen.part.city == OPEN


def _seize(citizens: list[Citizen], at: datetime) -> None:
    road, office = officer_actor("officer"), officer_actor("reviewer")
    for citizen, (reason, note, days_ago, steps) in zip(citizens, _HELD, strict=True):
        when = at - days_ago * DAY
        license = DriverLicense.objects.get(person=citizen.person)
        row = seizing.seize(license=license, reason=reason, note=note, actor=road, at=when)
        if "ask" in steps:
            row = seizing.ask_end(seizure=row, reason="示范决定书 2026-11", actor=road, at=when + DAY)
        if "confirm" in steps:
            seizing.confirm_end(seizure=row, actor=office, at=when + 2 * DAY)


def _serve(citizens: list[Citizen], at: datetime) -> None:
    """Earlier on the day of the demonstration, as far as the day has got."""
    clerk, city = officer_actor("reviewer"), City.objects.get(pk=OPEN)
    midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    for number, (citizen, business) in enumerate(zip(citizens, Business, strict=True), start=1):
        when = max(midnight, at - timedelta(minutes=17 * number))
        _visit(citizen, business, city, clerk, when)


def _visit(citizen: Citizen, business: Business, city: City, clerk: Actor, at: datetime) -> None:
    held = Credential.objects.live().get(holder=citizen.person, kind="driver-license")
    code = present(credential_id=held.pk, kind=kind_of(held.kind), actor=citizen.actor, at=at).text
    counters.serve(code=code, business=business, city=city, actor=clerk, at=at + timedelta(seconds=9))
