"""The days that are not what their weekday says."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SpecialDay(models.Model):
    """A holiday on a weekday, or a worked weekend day; the State Council announces them each November."""

    class Kind(models.TextChoices):
        REST = "rest", _("day off")
        WORK = "work", _("working day")

    day = models.DateField(_("day"), primary_key=True)
    kind = models.CharField(_("kind"), max_length=4, choices=Kind.choices)
    name = models.CharField(_("occasion"), max_length=60)

    class Meta:
        verbose_name = _("special day")
        verbose_name_plural = _("special days")
        ordering = ["-day"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["rest", "work"]), name="special_day_kind_is_known"
            )
        ]

    def __str__(self) -> str:
        return self.day.isoformat()
