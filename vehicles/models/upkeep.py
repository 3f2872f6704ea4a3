"""Inspections and insurance of a vehicle."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from vehicles.codes import InsuranceKind
from vehicles.models.vehicle import Vehicle


class Inspection(models.Model):
    """A periodic inspection and until when it holds."""

    vehicle = models.ForeignKey(
        Vehicle,
        verbose_name=_("vehicle"),
        on_delete=models.PROTECT,
        related_name="inspections",
        db_index=False,
    )
    inspected_on = models.DateField(_("inspected on"))
    passed = models.BooleanField(_("passed"))
    valid_until = models.DateField(_("valid until"))
    station = models.CharField(_("inspection station"), max_length=80, blank=True)
    as_of = models.DateTimeField(_("as of"))

    class Meta:
        verbose_name = _("inspection")
        verbose_name_plural = _("inspections")
        constraints = [
            models.UniqueConstraint(fields=["vehicle", "inspected_on"], name="one_inspection_per_day"),
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("inspected_on")) | Q(passed=False),
                name="inspection_holds_after_its_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.vehicle_id} {self.inspected_on}"


class Insurance(models.Model):
    """An insurance policy of a vehicle."""

    vehicle = models.ForeignKey(
        Vehicle, verbose_name=_("vehicle"), on_delete=models.PROTECT, related_name="insurances"
    )
    policy_number = models.CharField(_("policy number"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=InsuranceKind.choices)
    insurer = models.CharField(_("insurer"), max_length=120)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"))
    canceled_on = models.DateField(_("canceled on"), null=True, blank=True)
    as_of = models.DateTimeField(_("as of"))

    class Meta:
        verbose_name = _("insurance policy")
        verbose_name_plural = _("insurance policies")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=InsuranceKind.values), name="insurance_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("valid_from")), name="insurance_is_a_period"
            ),
        ]

    def __str__(self) -> str:
        return self.policy_number
