"""The register of vehicles: one file for each noun."""

from vehicles.models.burdens import Encumbrance, Seizure
from vehicles.models.filed_driver import FiledDriver
from vehicles.models.handover import Handover
from vehicles.models.incidents import Accident, Violation
from vehicles.models.upkeep import Inspection, Insurance
from vehicles.models.vehicle import Vehicle

__all__ = [
    "Accident",
    "Encumbrance",
    "FiledDriver",
    "Handover",
    "Inspection",
    "Insurance",
    "Seizure",
    "Vehicle",
    "Violation",
]
