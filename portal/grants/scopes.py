"""The closed lists of what one can let another use, and for what."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Scope(TextChoices):
    VEHICLE_LICENSE = "vehicle-license", _("Electronic vehicle license")


class GrantPurpose(TextChoices):
    """The nine purposes for which the electronic vehicle license is lent."""

    VIOLATION = "violation", _("settle a violation recorded by camera")
    ACCIDENT = "accident", _("settle a traffic accident")
    RENTAL = "rental", _("drive a rented car")
    TEST_DRIVE = "test-drive", _("test-drive the vehicle")
    RIDE_HAILING = "ride-hailing", _("register for ride-hailing")
    INSURANCE = "insurance", _("buy insurance")
    CLAIM = "claim", _("claim from an insurer")
    MORTGAGE = "mortgage", _("arrange a mortgage")
    OTHER = "other", _("other vehicle business")
