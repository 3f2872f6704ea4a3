"""Admin pages of the vehicles line: the register, looked up with a reason and never changed by hand."""

from django.db.models import Q

from portal.accounts.reach import register_reach
from vehicles.admin.register import VehicleAdmin

__all__ = ["VehicleAdmin"]

register_reach(lambda officer: Q(vehicles__city__in=officer.cities.all()))
