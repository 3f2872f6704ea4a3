"""A seizure of a driver's license: who holds it, for which ground, and how it ends with four eyes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from licenses.codes import SeizureReason, SeizureStatus
from licenses.models.license import DriverLicense
from licenses.querysets import SeizureQuerySet
from portal.accounts.models import Officer
from portal.core.constraints import all_or_none, known_choice
from portal.rollout.models import City


class Seizure(models.Model):
    """A license held by the police: open, its end asked for by one officer, ended by another."""

    Status = SeizureStatus

    reference = models.CharField(_("reference"), max_length=24, unique=True)
    license = models.ForeignKey(
        DriverLicense, verbose_name=_("license"), on_delete=models.PROTECT, related_name="seizures"
    )
    city = models.ForeignKey(
        City, verbose_name=_("city that answers for it"), on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=20, choices=SeizureReason.choices)
    letter = models.CharField(_("status letter"), max_length=1)
    note = models.CharField(_("case, place and paper form"), max_length=300)
    verification_id = models.UUIDField(_("check"), null=True, blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=SeizureStatus.choices, default=SeizureStatus.OPEN
    )
    seized_by = models.ForeignKey(
        Officer, verbose_name=_("seized by"), on_delete=models.PROTECT, related_name="+"
    )
    seized_at = models.DateTimeField(_("seized at"))
    end_asked_by = models.ForeignKey(
        Officer,
        verbose_name=_("release requested by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    end_asked_at = models.DateTimeField(_("release requested at"), null=True, blank=True)
    end_reason = models.CharField(_("decision that ends it"), max_length=200, blank=True)
    ended_by = models.ForeignKey(
        Officer,
        verbose_name=_("released by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    ended_at = models.DateTimeField(_("released at"), null=True, blank=True)

    objects = SeizureQuerySet.as_manager()

    class Meta:
        verbose_name = _("seizure of a license")
        verbose_name_plural = _("seizures of licenses")
        constraints = [
            models.UniqueConstraint(
                fields=["license"],
                condition=models.Q(status__in=["open", "end_asked"]),
                name="one_open_seizure_per_license",
            ),
            known_choice("status", SeizureStatus, name="seizure_status_is_known"),
            known_choice("reason", SeizureReason, name="seizure_reason_is_known"),
            models.CheckConstraint(
                condition=models.Q(letter__in=["D", "K", "U"]), name="seizure_letter_is_known"
            ),
            all_or_none("end_asked_by", "end_asked_at", name="seizure_end_is_asked_by_somebody"),
            all_or_none("ended_by", "ended_at", name="seizure_is_ended_by_somebody"),
            models.CheckConstraint(
                condition=(
                    models.Q(status="open", end_asked_at__isnull=True, ended_at__isnull=True)
                    | models.Q(status="end_asked", end_asked_at__isnull=False, ended_at__isnull=True)
                    | models.Q(status="ended", end_asked_at__isnull=False, ended_at__isnull=False)
                ),
                name="seizure_status_agrees_with_its_steps",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_by__isnull=True) | ~models.Q(ended_by=models.F("end_asked_by")),
                name="seizure_is_ended_with_four_eyes",
            ),
        ]
        indexes = [models.Index(fields=["city", "status", "-seized_at"], name="seizures_of_a_city")]

    def __str__(self) -> str:
        return self.reference
