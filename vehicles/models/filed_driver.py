"""A driver whom a unit has filed as working for it."""

from typing import Any

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.accounts.models import Organization, Person
from portal.core.digests import keyed_digest

OPEN = ("waiting", "agreed")


def driver_digest(id_number: str) -> bytes:
    """What stands for an ID number until its owner has agreed."""
    return keyed_digest("filed-driver", id_number)


class FiledDriverQuerySet(QuerySet[Any]):
    def open(self) -> "FiledDriverQuerySet":
        return self.filter(status__in=OPEN)

    def addressed_to(self, person: Person) -> "FiledDriverQuerySet":
        """Those whose ID number is this person's; the name is compared by `filing`."""
        return self.filter(Q(person=person) | Q(person_digest=driver_digest(person.id_number)))


class FiledDriver(models.Model):
    """Units that employ drivers file them (Order 162, article 82). State, classes and term of the license
    are shown to the unit only while the driver agrees; whom it is about is a digest until then.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting for the driver")
        AGREED = "agreed", _("The driver agrees")
        DECLINED = "declined", _("Declined by the driver")
        ENDED = "ended", _("Ended")

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="filed_drivers", verbose_name=_("organization")
    )
    person_digest = models.BinaryField(max_length=32, editable=False)
    masked = models.CharField(_("ID number"), max_length=30)
    name = models.CharField(_("name"), max_length=50)
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("driver")
    )
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.WAITING)
    filed_at = models.DateTimeField(_("filed at"))
    agreed_at = models.DateTimeField(_("agreed at"), null=True, blank=True)
    agreed_until = models.DateTimeField(_("agreed until"), null=True, blank=True)
    ended_at = models.DateTimeField(pgettext_lazy("authorization", "ended at"), null=True, blank=True)

    objects = FiledDriverQuerySet.as_manager()

    class Meta:
        verbose_name = _("filed driver")
        verbose_name_plural = _("filed drivers")
        indexes = [models.Index(fields=["person_digest", "-id"], name="filed_drivers_by_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "person_digest"],
                condition=Q(status__in=OPEN),
                name="one_open_filing_per_driver",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["waiting", "agreed", "declined", "ended"]),
                name="filed_driver_status_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(status="agreed") | Q(person__isnull=False, agreed_until__isnull=False),
                name="agreeing_driver_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.masked} · {self.organization}"
