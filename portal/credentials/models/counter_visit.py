"""Who was served at a counter, for which business, by which check; append-only."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Officer
from portal.core.constraints import known_choice
from portal.credentials.businesses import Business
from portal.rollout.models import City


class CounterVisit(models.Model):
    """One code shown at a counter. The check it points to says whose it was and what was told."""

    business = models.CharField(_("business"), max_length=30, choices=Business.choices)
    verification_id = models.UUIDField(_("check"), unique=True)
    city = models.ForeignKey(City, verbose_name=_("city"), on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey(
        Officer, verbose_name=_("officer"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("visit at a counter")
        verbose_name_plural = _("visits at counters")
        constraints = [known_choice("business", Business, name="counter_business_is_known")]
        indexes = [models.Index(fields=["officer", "-at"], name="counter_visits_of_officer")]

    def __str__(self) -> str:
        return f"ver_{self.verification_id.hex}"
