"""What lies on a vehicle: mortgages and pledges of creditors, seizures of courts and authorities."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from vehicles.codes import EncumbranceKind
from vehicles.models.vehicle import Vehicle


class Encumbrance(models.Model):
    """A mortgage or a pledge, from its registration to its release."""

    vehicle = models.ForeignKey(
        Vehicle, verbose_name=_("vehicle"), on_delete=models.PROTECT, related_name="encumbrances"
    )
    number = models.CharField(_("number of the registration"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=EncumbranceKind.choices)
    creditor = models.CharField(_("creditor"), max_length=120)
    registered_on = models.DateField(_("registered on"))
    released_on = models.DateField(_("released on"), null=True, blank=True)
    as_of = models.DateTimeField(_("as of"))

    class Meta:
        verbose_name = _("mortgage or pledge")
        verbose_name_plural = _("mortgages and pledges")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=EncumbranceKind.values), name="encumbrance_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(released_on__isnull=True) | Q(released_on__gte=F("registered_on")),
                name="encumbrance_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Seizure(models.Model):
    """查封: a court or an authority forbids that the vehicle changes hands."""

    vehicle = models.ForeignKey(
        Vehicle, verbose_name=_("vehicle"), on_delete=models.PROTECT, related_name="seizures"
    )
    number = models.CharField(_("number of the order"), max_length=60, unique=True)
    authority = models.CharField(_("authority"), max_length=120)
    seized_on = models.DateField(_("seized on"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    released_on = models.DateField(_("released on"), null=True, blank=True)
    as_of = models.DateTimeField(_("as of"))

    class Meta:
        verbose_name = _("seizure")
        verbose_name_plural = _("seizures")
        constraints = [
            models.CheckConstraint(
                condition=Q(released_on__isnull=True) | Q(released_on__gte=F("seized_on")),
                name="seizure_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.number
