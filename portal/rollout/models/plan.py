"""The plan: batches, and in them which city opens which service at which moment."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.constraints import known_choice
from portal.rollout.models.city import City
from portal.rollout.querysets import ActivationQuerySet
from portal.rollout.services import Service


class Batch(models.Model):
    """A planned group of openings, made by some and approved by somebody else.

    `author_ids` are the logins of all who made or changed the plan; the database lets none of them approve
    it (a constraint of the third migration; Django cannot compare with an array). `revision` counts the
    changes, so that nobody approves what they have not seen. Logins are numbers here, not relations: people
    stand on a floor above.
    """

    class Status(models.TextChoices):
        PLANNED = "planned", _("planned")
        APPROVED = "approved", _("approved")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        PAUSED = "paused", _("paused")

    name = models.CharField(_("name"), max_length=80, unique=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.PLANNED)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    revision = models.PositiveIntegerField(default=0, editable=False)
    author_ids = ArrayField(models.BigIntegerField(), default=list, blank=True, editable=False)
    planned_by = models.CharField(_("planned by"), max_length=120, blank=True)
    approver_id = models.BigIntegerField(null=True, blank=True, editable=False)
    approved_by = models.CharField(_("approved by"), max_length=120, blank=True)
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    paused_at = models.DateTimeField(_("paused at"), null=True, blank=True)

    class Meta:
        verbose_name = _("batch")
        verbose_name_plural = _("batches")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=["planned", "approved", "running", "done", "paused"]),
                name="batch_status_is_known",
            ),
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
        verbose_name = _("opening")
        verbose_name_plural = _("openings")
        constraints = [
            models.UniqueConstraint(fields=["city", "service"], name="one_activation_per_city_and_service"),
            known_choice("service", Service, name="activation_service_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.city} · {self.get_service_display()}"
