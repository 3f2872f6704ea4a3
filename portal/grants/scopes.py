"""The closed lists of what one can let another use, and for what."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Scope(TextChoices):
    VEHICLE_LICENSE = "vehicle-license", _("Electronic vehicle license")


class GrantPurpose(TextChoices):
    """The nine purposes for which the electronic vehicle license is lent."""

    VIOLATION = "violation", _("Settle a violation recorded by camera")
    ACCIDENT = "accident", _("Settle a traffic accident")
    RENTAL = "rental", _("Drive a rented car")
    TEST_DRIVE = "test-drive", _("Test-drive the vehicle")
    RIDE_HAILING = "ride-hailing", _("Register for ride-hailing")
    INSURANCE = "insurance", _("Buy insurance")
    CLAIM = "claim", _("Claim from an insurer")
    MORTGAGE = "mortgage", _("Arrange a mortgage")
    OTHER = "other", _("Other vehicle business")
