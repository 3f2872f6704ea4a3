"""The closed list of services a city can switch on."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Service(TextChoices):
    DRIVER_LICENSE = "driver-license", _("Electronic driver's license")
    VEHICLE_LICENSE = "vehicle-license", _("Electronic vehicle license")
    USED_CAR_TRANSFER = "used-car-transfer", _("Used-car transfer across provinces")
    DEREGISTRATION_CERTIFICATE = "deregistration-certificate", _("Deregistration certificate")
    MOTORCYCLE_REGISTRATION = "motorcycle-registration", _("Motorcycle registration by ID card")
    TRUCK_PASS = "truck-pass", _("Truck pass code")
    ACCIDENT_EVIDENCE = "accident-evidence", _("Accident evidence online")
