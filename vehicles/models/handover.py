"""That a vehicle has passed to another owner: the register's own row knows the present one only."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from vehicles.models.vehicle import Vehicle


class Handover(models.Model):
    """Written by a trigger whenever the owner of a vehicle's row changes, whoever writes that row.

    Names nobody. `happened_on` is the day the new license was issued on, or the day the register knew.
    """

    vehicle = models.ForeignKey(
        Vehicle, on_delete=models.CASCADE, related_name="handovers", verbose_name=_("vehicle")
    )
    happened_on = models.DateField(_("handed over on"))
    from_unit = models.BooleanField(_("by an organization"))
    to_unit = models.BooleanField(_("to an organization"))

    class Meta:
        verbose_name = _("change of owner")
        verbose_name_plural = _("changes of owner")

    def __str__(self) -> str:
        return f"{self.vehicle_id} {self.happened_on}"
