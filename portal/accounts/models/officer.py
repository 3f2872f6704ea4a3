"""A member of the traffic police with a role and the cities the role holds in."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.accounts.roles import DUTIES, Duty, Role
from portal.rollout.models import City


class Officer(models.Model):
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, verbose_name=_("login"), on_delete=models.CASCADE, related_name="officer"
    )
    badge_number = models.CharField(_("badge number"), max_length=20, unique=True)
    name = models.CharField(pgettext_lazy("person", "name"), max_length=60)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    cities = models.ManyToManyField(City, verbose_name=_("cities"), blank=True, related_name="+")

    class Meta:
        verbose_name = _("officer")
        verbose_name_plural = _("officers")
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="officer_role_is_known")
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.badge_number})"

    def has_duty(self, duty: Duty) -> bool:
        return duty in DUTIES.get(self.role, frozenset())
