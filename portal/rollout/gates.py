"""The city gate: who may be *issued* something. Showing and checking never ask it."""

from datetime import datetime

from portal.rollout.models import Activation
from portal.rollout.services import Service


def is_open(service: Service | str, city_code: str, at: datetime) -> bool:
    """Whether the city with this GB/T 2260 code has the service open at the aware time `at`.

    One statement. Issued in an open city, valid in the whole country: verification never calls this.
    """
    return Activation.objects.open(at).filter(service=service, city_id=city_code).exists()


def opening(service: Service | str, city_code: str) -> Activation | None:
    """The approved or past opening of the service in the city, or None when there is no approved plan."""
    rows = Activation.objects.announced().filter(service=service, city_id=city_code)
    return rows.select_related("batch").first()


def planned(service: Service | str, city_code: str, at: datetime) -> Activation | None:
    """The opening that is still to come; None when there is none, or it should have been by now."""
    found = opening(service, city_code)
    return found if found and found.activated_at is None and found.opens_at > at else None
