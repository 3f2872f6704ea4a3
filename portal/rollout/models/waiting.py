"""Who wants to be told when a city opens: at the same time the ledger of those messages."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.constraints import known_choice
from portal.rollout.models.city import City
from portal.rollout.services import Service


class Waiting(models.Model):
    """One person waits for one service in one city; `told_at` is set in the transaction of the message.

    `person_id` is the register person's number, not a relation: people stand on a floor above.
    """

    person_id = models.BigIntegerField(_("person"))
    city = models.ForeignKey(
        City, verbose_name=_("city"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    service = models.CharField(_("service"), max_length=30, choices=Service.choices)
    asked_at = models.DateTimeField(_("asked at"))
    told_at = models.DateTimeField(_("told at"), null=True, blank=True)

    class Meta:
        verbose_name = _("person waiting")
        verbose_name_plural = _("people waiting")
        indexes = [
            models.Index(
                fields=["city", "service", "id"],
                condition=models.Q(told_at__isnull=True),
                name="waiting_to_be_told",
            ),
            models.Index(
                fields=["told_at"], condition=models.Q(told_at__isnull=False), name="waiting_by_told"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person_id", "city", "service"], name="one_wait_per_person_city_and_service"
            ),
            known_choice("service", Service, name="waiting_service_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.city_id} · {self.service}"
