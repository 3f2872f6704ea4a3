"""A natural person in the register; not a login."""

from django.db import models
from django.db.models.functions import Collate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Person(models.Model):
    """The register's row about a person, brought by the `persons` feed."""

    class IdType(models.TextChoices):
        """身份证明名称, GA/T 16 code table; the natural-person types."""

        RESIDENT_ID = "A", _("Resident identity card")
        MILITARY_OFFICER = "C", _("Military officer's card")
        SOLDIER = "D", _("Soldier's card")
        RETIRED_OFFICER = "E", _("Retired officer's card")
        FOREIGNER = "F", _("Identity document from abroad")
        DIPLOMAT = "G", _("Diplomatic identity card")
        PERMANENT_RESIDENT = "I", _("Foreign permanent resident card")
        TEMPORARY_ID = "M", _("Temporary identity card")

    class Gender(models.TextChoices):
        MALE = "1", _("male")
        FEMALE = "2", _("female")

    id_type = models.CharField(
        _("type of identity document"), max_length=1, choices=IdType.choices, default=IdType.RESIDENT_ID
    )
    id_number = models.CharField(_("ID number"), max_length=30)
    name = models.CharField(pgettext_lazy("person", "name"), max_length=128)
    gender = models.CharField(_("sex"), max_length=1, choices=Gender.choices)
    birth_date = models.DateField(_("date of birth"))
    nationality = models.CharField(_("nationality"), max_length=3, default="CHN")
    phone = models.CharField(_("phone on file"), max_length=20, blank=True)
    address = models.CharField(_("address"), max_length=256, blank=True)
    as_of = models.DateTimeField(_("as of"))

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("persons")
        indexes = [  # for the beginning of a name, in the order of the list; see `accounts.admin.lookups`
            models.Index(Collate("name", "C"), name="persons_by_name")
        ]
        constraints = [
            models.UniqueConstraint(fields=["id_number", "id_type"], name="one_person_per_id_number"),
            models.CheckConstraint(
                condition=models.Q(id_type__in=["A", "C", "D", "E", "F", "G", "I", "M"]),
                name="person_id_type_is_known",
            ),
            models.CheckConstraint(condition=models.Q(gender__in=["1", "2"]), name="person_gender_is_known"),
        ]

    def __str__(self) -> str:
        return self.name
