"""The ledger of bulk runs: what is to be issued, in chunks, and what came of every one of them."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.accounts.models import Person
from portal.rollout.models import City

_LOGIN = settings.AUTH_USER_MODEL


class Run(models.Model):
    """One bulk issue of one kind, over whole cities or a list; counted first, then approved, then run."""

    class Status(models.TextChoices):
        CHECKING = "checking", _("being counted")
        PLANNED = "planned", _("waiting for approval")
        RUNNING = "running", _("running")
        PAUSED = "paused", _("paused")
        STOPPED = "stopped", _("stopped")
        DONE = "done", _("done")
        FAILED = "failed", _("done, parts have failed")

    class Source(models.TextChoices):
        CITIES = "cities", _("whole cities")
        LIST = "list", _("a list")

    reference = models.CharField(_("reference"), max_length=24, unique=True)
    kind = models.CharField(_("kind"), max_length=30)
    source = models.CharField(_("covers"), max_length=6, choices=Source.choices)
    title = models.CharField(_("title"), max_length=80)
    status = models.CharField(_("status"), max_length=8, choices=Status.choices, default=Status.CHECKING)
    chunk_size = models.PositiveIntegerField(_("licenses in a part"))
    unknown_lines = models.PositiveIntegerField(_("lines of the list nobody knows"), default=0)
    forecast = models.JSONField(_("what the count found"), default=dict)
    created_at = models.DateTimeField(_("planned at"))
    created_by = models.ForeignKey(
        _LOGIN, verbose_name=_("planned by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_label = models.CharField(_("planned by"), max_length=120)
    checked_at = models.DateTimeField(_("counted at"), null=True)
    started_at = models.DateTimeField(_("started at"), null=True)
    started_by = models.ForeignKey(
        _LOGIN, verbose_name=_("approved by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    started_label = models.CharField(_("approved by"), max_length=120, blank=True)
    finished_at = models.DateTimeField(pgettext_lazy("run", "ended at"), null=True)

    class Meta:
        verbose_name = _("bulk run")
        verbose_name_plural = _("bulk runs")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    status__in=["checking", "planned", "running", "paused", "stopped", "done", "failed"]
                ),
                name="run_status_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(source__in=["cities", "list"]), name="run_source_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(started_by__isnull=True)
                | models.Q(created_by__isnull=True)
                | ~models.Q(started_by=models.F("created_by")),
                name="run_is_approved_by_somebody_else",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} · {self.title}"


class RunCity(models.Model):
    """A city of a run; cut into chunks once `laid_out_at` is set."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="cities")
    city = models.ForeignKey(City, verbose_name=_("city"), on_delete=models.PROTECT, related_name="+")
    laid_out_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "city"], name="one_row_per_run_and_city")]


class Chunk(models.Model):
    """Some subjects of one city, worked off in one transaction.

    An unfinished chunk is free without a lease, or when its lease is over. Once it is done, its counts add up
    to `size` and are those of the rows written with them.
    """

    class Status(models.TextChoices):
        NEW = "new", _("to be counted")
        PENDING = "pending", _("waiting")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="chunks", db_index=False)
    city = models.ForeignKey(
        City, verbose_name=_("city"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    refs = ArrayField(models.CharField(max_length=40))
    size = models.PositiveIntegerField()
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.NEW)
    lease_until = models.DateTimeField(null=True)
    worker = models.CharField(max_length=80, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=60, blank=True)
    forecast = models.JSONField(default=dict)
    issued = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    opted_out = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["run", "status", "id"], name="chunks_to_work_off"),
            models.Index(
                fields=["id"],
                name="chunks_to_tell",
                condition=models.Q(status="done", told_at__isnull=True, issued__gt=0),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=["new", "pending", "done", "failed"]),
                name="chunk_status_is_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="done")
                | models.Q(
                    size=models.F("issued")
                    + models.F("kept")
                    + models.F("refused")
                    + models.F("opted_out")
                    + models.F("failed")
                ),
                name="chunk_counts_everybody_once",
            ),
        ]


class RunRefusal(models.Model):
    """One subject a run has not issued to, and why; written anew whenever its chunk is worked off again."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="refusals", db_index=False)
    chunk = models.ForeignKey(Chunk, on_delete=models.CASCADE, related_name="refusals", null=True)
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="+", db_index=False, null=True)
    ref = models.CharField(max_length=40)
    reason = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "ref"], name="one_refusal_per_run_and_subject")]


class OptOut(models.Model):
    """A person who wants nothing of this kind issued without asking; applying stays possible."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="opt_outs", db_index=False)
    kind = models.CharField(_("kind"), max_length=30)
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=models.Q(until__isnull=True),
                name="one_opt_out_per_person_and_kind",
            )
        ]
