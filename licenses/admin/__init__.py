"""Admin pages of the license line: the queue, its cases, the register; and what the rooms below are told."""

from django.db.models import Q

from licenses.admin.applications import LicenseApplicationAdmin
from licenses.admin.home import tasks_of
from licenses.admin.registers import DriverLicenseAdmin
from licenses.admin.seizures import SeizureAdmin, waiting_for
from licenses.register import SENTENCES
from portal.accounts.reach import register_reach
from portal.backoffice import tasks
from portal.core.errors import register_sentences

__all__ = ["DriverLicenseAdmin", "LicenseApplicationAdmin", "SeizureAdmin"]

register_sentences(SENTENCES)
register_reach(lambda officer: Q(driver_license__city__in=officer.cities.all()))
tasks.register(tasks_of, order=10)
tasks.register(waiting_for, order=15)
