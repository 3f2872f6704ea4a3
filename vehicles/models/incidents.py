"""Violations and accidents on a vehicle's account, until they are settled."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from vehicles.models.vehicle import Vehicle


class Violation(models.Model):
    """A traffic violation recorded for the vehicle; the feed says when it was settled."""

    vehicle = models.ForeignKey(
        Vehicle,
        verbose_name=_("vehicle"),
        on_delete=models.PROTECT,
        related_name="violations",
        db_index=False,
    )
    number = models.CharField(_("number of the record"), max_length=30, unique=True)
    happened_at = models.DateTimeField(_("happened at"))
    place = models.CharField(_("place"), max_length=128, blank=True)
    code = models.CharField(_("violation code"), max_length=6)
    act = models.CharField(_("what happened"), max_length=200, blank=True)
    points = models.PositiveSmallIntegerField(_("points"), default=0)
    fine = models.PositiveIntegerField(_("fine, yuan"), default=0)
    settled_on = models.DateField(_("settled on"), null=True, blank=True)
    as_of = models.DateTimeField(_("as of"))

    class Meta:
        verbose_name = _("violation")
        verbose_name_plural = _("violations")
        indexes = [models.Index(fields=["vehicle"], include=["settled_on", "as_of"], name="violations_open")]

    def __str__(self) -> str:
        return self.number


class Accident(models.Model):
    """A flag that the vehicle was in an accident; the accident's own file is not kept here."""

    vehicle = models.ForeignKey(
        Vehicle, verbose_name=_("vehicle"), on_delete=models.PROTECT, related_name="accidents"
    )
    number = models.CharField(_("number of the accident"), max_length=30, unique=True)
    happened_at = models.DateTimeField(_("happened at"))
    place = models.CharField(_("place"), max_length=128, blank=True)
    hit_and_run = models.BooleanField(_("hit-and-run"), default=False)
    settled_on = models.DateField(_("settled on"), null=True, blank=True)
    as_of = models.DateTimeField(_("as of"))

    class Meta:
        verbose_name = _("accident")
        verbose_name_plural = _("accidents")

    def __str__(self) -> str:
        return self.number
