"""Figures of the rollout: what this portal has counted, and what was said officially."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.constraints import known_choice
from portal.core.languages import is_chinese
from portal.rollout.models.city import City
from portal.rollout.services import Service


class DayCount(models.Model):
    """How much happened in one city on one day (Beijing time); written by `portal.opendata` only."""

    class Measure(models.TextChoices):
        ISSUED = "issued", _("issued")
        VERIFIED = "verified", _("checked")

    day = models.DateField(_("day"))
    city = models.ForeignKey(
        City, verbose_name=_("city"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    service = models.CharField(_("service"), max_length=30, choices=Service.choices)
    measure = models.CharField(_("measure"), max_length=8, choices=Measure.choices)
    count = models.BigIntegerField(_("count"))

    class Meta:
        verbose_name = _("count of a day")
        verbose_name_plural = _("counts by day")
        constraints = [
            models.UniqueConstraint(
                fields=["service", "day", "city", "measure"], name="one_count_per_day_city_and_measure"
            ),
            models.CheckConstraint(
                condition=models.Q(measure__in=["issued", "verified"]), name="day_count_measure_is_known"
            ),
            known_choice("service", Service, name="day_count_service_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.city_id} {self.service} {self.measure}"


class TotalCount(models.Model):
    """The days of `DayCount` added up since the beginning: what public pages read, however old it gets."""

    city = models.ForeignKey(
        City, verbose_name=_("city"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    service = models.CharField(_("service"), max_length=30, choices=Service.choices)
    measure = models.CharField(_("measure"), max_length=8, choices=DayCount.Measure.choices)
    count = models.BigIntegerField(_("count"))

    class Meta:
        verbose_name = _("count in total")
        verbose_name_plural = _("counts in total")
        constraints = [
            models.UniqueConstraint(
                fields=["service", "city", "measure"], name="one_total_per_city_and_measure"
            ),
            models.CheckConstraint(
                condition=models.Q(measure__in=["issued", "verified"]), name="total_count_measure_is_known"
            ),
            known_choice("service", Service, name="total_count_service_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.city_id} {self.service} {self.measure}"


class Figure(models.Model):
    """Something said officially, as a sentence with the day it was true and where it was said."""

    text = models.CharField(_("sentence in Chinese"), max_length=200)
    text_en = models.CharField(_("sentence in English"), max_length=200)
    service = models.CharField(_("service"), max_length=30, choices=Service.choices)
    as_of = models.DateField(_("true on"))
    source = models.CharField(_("source"), max_length=200, help_text=_("Who said it, where and when."))
    source_url = models.URLField(_("address of the source"), blank=True)
    is_published = models.BooleanField(
        _("published"), default=False, help_text=_("Only what the source really says; when in doubt, no.")
    )

    class Meta:
        verbose_name = _("official figure")
        verbose_name_plural = _("official figures")
        ordering = ["-as_of", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["service", "as_of", "text"], name="one_figure_per_day_and_text"),
            models.CheckConstraint(condition=~models.Q(source=""), name="figure_has_a_source"),
            known_choice("service", Service, name="figure_service_is_known"),
        ]

    def __str__(self) -> str:
        return self.local_text

    @property
    def local_text(self) -> str:
        """The sentence in the language active now."""
        return self.text if is_chinese() else self.text_en

    @property
    def local_source(self) -> str:
        """The source in the language active now, where it is written as “Chinese · English”."""
        chinese, _dot, english = self.source.partition(" · ")
        return chinese if is_chinese() or not english else english
