"""The closed list of purposes for which somebody may check a credential."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Purpose(TextChoices):
    ROADSIDE = "roadside", _("Roadside check")
    COUNTER = "counter", _("Counter business")
    CAR_RENTAL = "car-rental", _("Car rental")
    INSURANCE_PURCHASE = "insurance-purchase", _("Insurance purchase")
    INSURANCE_CLAIM = "insurance-claim", _("Insurance claim")
    RECRUITMENT = "recruitment", _("Recruitment of drivers")
    ROAD_TRANSPORT = "road-transport", _("Road transport qualification")
    MORTGAGE = "mortgage", _("Mortgage")
    USED_CAR_TRADE = "used-car-trade", _("Used-car trade")


OFFICER_PURPOSES = (Purpose.ROADSIDE, Purpose.COUNTER)
