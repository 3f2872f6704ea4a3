"""The ledger of register feed loads."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class FeedLoad(models.Model):
    """One load of one file; `lines_done` and `reject_bytes` say where a killed load goes on."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("queued")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    feed = models.CharField(_("feed"), max_length=30)
    file_name = models.CharField(_("file"), max_length=255)
    file_digest = models.CharField(_("SHA-256 of the file"), max_length=64)
    path = models.CharField(_("path"), max_length=500)
    reject_path = models.CharField(_("reject file"), max_length=500, blank=True)
    status = models.CharField(_("status"), max_length=8, choices=Status.choices, default=Status.QUEUED)
    lines_done = models.BigIntegerField(_("lines done"), default=0)
    reject_bytes = models.BigIntegerField(default=0, editable=False)
    read = models.BigIntegerField(_("read"), default=0)
    inserted = models.BigIntegerField(_("inserted"), default=0)
    updated = models.BigIntegerField(_("updated"), default=0)
    unchanged = models.BigIntegerField(_("unchanged"), default=0)
    rejected = models.BigIntegerField(_("rejected"), default=0)
    started_at = models.DateTimeField(_("started at"), null=True)
    lease_until = models.DateTimeField(_("lease until"), null=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)
    seconds = models.FloatField(_("seconds"), default=0)
    error = models.CharField(_("error"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("register feed load")
        verbose_name_plural = _("register feed loads")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=["queued", "running", "done", "failed"]),
                name="feed_load_status_is_known",
            ),
            models.UniqueConstraint(
                fields=["feed", "file_digest"],
                condition=models.Q(status__in=["queued", "running"]),
                name="one_running_load_per_file",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.feed} · {self.file_name}"
