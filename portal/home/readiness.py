"""What must be there before a city opens a service: asked of the lines here, where all of them are seen."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from licenses.models import DriverLicense
from portal.accounts.models import Officer
from portal.accounts.roles import DUTIES, Duty
from portal.calendar import days
from portal.credentials.kinds import all_kinds
from portal.grants.models import GrantRule
from portal.grants.scopes import Scope
from portal.rollout.models import City
from portal.rollout.preflight import Check, Problems
from portal.rollout.services import Service
from vehicles.models import Vehicle

_NO_REGISTER = _("The register has no entry of this city. Load its feed first.")
_REVIEWING = [role for role, duties in DUTIES.items() if Duty.REVIEW_APPLICATIONS in duties]


def _without(rows: QuerySet[Any], city_codes: frozenset[str], sentence: Any) -> Problems:
    """The cities for which `rows` (about the outer city) holds nothing. One statement, an index look each."""
    missing = City.objects.filter(~Exists(rows), pk__in=city_codes).values_list("pk", flat=True)
    return dict.fromkeys(missing, sentence)


def _officers(_service: Service, city_codes: frozenset[str]) -> Problems:
    seats = Officer.cities.through.objects.filter(  # type: ignore[attr-defined]
        city_id=OuterRef("pk"), officer__role__in=_REVIEWING, officer__user__is_active=True
    )
    return _without(seats, city_codes, _("No officer reviews applications there."))


def _licenses(_service: Service, city_codes: frozenset[str]) -> Problems:
    return _without(DriverLicense.objects.filter(city_id=OuterRef("pk")), city_codes, _NO_REGISTER)


def _vehicles(_service: Service, city_codes: frozenset[str]) -> Problems:
    return _without(Vehicle.objects.filter(city_id=OuterRef("pk")), city_codes, _NO_REGISTER)


def _line(service: Service, city_codes: frozenset[str]) -> Problems:
    """A service that no line of the portal issues anything for cannot open anywhere."""
    if any(kind.service == service for kind in all_kinds()):
        return {}
    return dict.fromkeys(city_codes, _("The portal has no pages for this service yet."))


def _rules(_service: Service, city_codes: frozenset[str]) -> Problems:
    """How many people an owner may authorize, and for how long, is a row of policy."""
    if GrantRule.objects.filter(scope=Scope.VEHICLE_LICENSE).exists():
        return {}
    return dict.fromkeys(city_codes, _("No rule says whom an owner may authorize, and for how long."))


def _calendar(_service: Service, city_codes: frozenset[str]) -> Problems:
    """Every promise to a citizen counts working days."""
    known = days.known_until()
    if known is not None and known.year >= timezone.localdate().year:
        return {}
    return dict.fromkeys(city_codes, _("The calendar of working days knows no holidays of this year."))


CHECKS = (
    Check("line", _("Service in the portal"), _line),
    Check("register", _("Register loaded"), _licenses, frozenset({Service.DRIVER_LICENSE})),
    Check("vehicles", _("Register loaded"), _vehicles, frozenset({Service.VEHICLE_LICENSE})),
    Check("officers", _("Officers"), _officers),
    Check("rules", _("Rules of authorizing"), _rules, frozenset({Service.VEHICLE_LICENSE})),
    Check("calendar", _("Working days"), _calendar),
)
