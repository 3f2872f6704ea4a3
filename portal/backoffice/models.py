"""What staff keep for their work: saved views of a list, and the ready texts that applicants read."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SavedView(models.Model):
    """One officer's own name for a list with its filters."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("login"), on_delete=models.CASCADE, related_name="+"
    )
    page = models.CharField(_("list"), max_length=60)
    name = models.CharField(_("name"), max_length=40)
    query = models.CharField(_("filters"), max_length=300)

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ("name", "pk")
        constraints = [
            models.UniqueConstraint(fields=["owner", "page", "name"], name="one_saved_view_per_name")
        ]

    def __str__(self) -> str:
        return self.name


class ReadyText(models.Model):
    """A text in both languages that reviewers choose instead of writing it each time."""

    use = models.CharField(_("used for"), max_length=40)
    reason = models.CharField(_("reason"), max_length=40)
    name = models.CharField(_("short name for colleagues"), max_length=40)
    text_zh = models.CharField(_("text in Chinese"), max_length=100)
    text_en = models.CharField(_("text in English"), max_length=199)
    is_active = models.BooleanField(
        _("offered"), default=True, help_text=_("A text that is no longer offered stays on record.")
    )

    class Meta:
        verbose_name = _("ready text")
        verbose_name_plural = _("ready texts")
        ordering = ("use", "reason", "name")
        constraints = [
            models.UniqueConstraint(fields=["use", "reason", "name"], name="one_ready_text_per_name")
        ]

    def __str__(self) -> str:
        return self.name
