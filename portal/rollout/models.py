"""Cities, and when each opens which service."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.rollout.querysets import ActivationQuerySet
from portal.rollout.services import Service


class City(models.Model):
    """A unit of rollout: prefecture-level city, municipality or province-administered county (GB/T 2260)."""

    class Kind(models.TextChoices):
        MUNICIPALITY = "municipality", _("municipality")
        PREFECTURE = "prefecture", _("prefecture-level")
        COUNTY = "county", _("administered by the province")

    code = models.CharField(_("code"), max_length=6, primary_key=True)
    name = models.CharField(_("name"), max_length=40)
    name_en = models.CharField(_("English name"), max_length=60)
    province_code = models.CharField(_("province code"), max_length=6)
    province_name = models.CharField(_("province"), max_length=40)
    province_name_en = models.CharField(_("English name of the province"), max_length=60)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)

    class Meta:
        verbose_name = _("city")
        verbose_name_plural = _("cities")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["municipality", "prefecture", "county"]),
                name="city_kind_is_known",
            )
        ]

    def __str__(self) -> str:
        return self.local_name

    @property
    def local_name(self) -> str:
        """The name in the language active now."""
        return self.name if (get_language() or "zh").startswith("zh") else self.name_en

    @property
    def local_province_name(self) -> str:
        return self.province_name if (get_language() or "zh").startswith("zh") else self.province_name_en


class Batch(models.Model):
    """A planned group of openings."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("planned")
        APPROVED = "approved", _("approved")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        PAUSED = "paused", _("paused")

    name = models.CharField(_("name"), max_length=80, unique=True)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.PLANNED)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        verbose_name = _("batch")
        verbose_name_plural = _("batches")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=["planned", "approved", "running", "done", "paused"]),
                name="batch_status_is_known",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Activation(models.Model):
    """One city opens one service at one moment; open once `activated_at` is set, closed while paused."""

    city = models.ForeignKey(
        City, verbose_name=_("city"), on_delete=models.PROTECT, related_name="activations"
    )
    service = models.CharField(_("service"), max_length=30, choices=Service.choices)
    batch = models.ForeignKey(
        Batch, verbose_name=_("batch"), on_delete=models.PROTECT, related_name="activations"
    )
    opens_at = models.DateTimeField(_("opens at"))
    activated_at = models.DateTimeField(_("opened at"), null=True, blank=True)
    paused_at = models.DateTimeField(_("paused at"), null=True, blank=True)

    objects = ActivationQuerySet.as_manager()

    class Meta:
        verbose_name = _("activation")
        verbose_name_plural = _("activations")
        constraints = [
            models.UniqueConstraint(fields=["city", "service"], name="one_activation_per_city_and_service"),
            models.CheckConstraint(
                condition=models.Q(service__in=Service.values), name="activation_service_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.city} · {self.get_service_display()}"
