"""Cities, the units of rollout: reference data that comes with the migrations."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.languages import is_chinese


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
        return self.name if is_chinese() else self.name_en

    @property
    def local_province_name(self) -> str:
        return self.province_name if is_chinese() else self.province_name_en
