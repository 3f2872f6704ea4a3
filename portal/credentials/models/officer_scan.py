"""Scans of officers' devices by the number the device gave them: sent twice, answered once."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class OfficerScan(models.Model):
    """One scan and the answer it got, sealed; kept for some hours, while a device may still send it again.

    `waited_seconds` is what the device says about how long the scan lay in its outbox; null for one that was
    sent at once. It is shown and never judged by: clocks of devices are not trusted.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("login"),
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,
    )
    nonce = models.UUIDField()
    question_digest = models.BinaryField()
    received_at = models.DateTimeField(_("received at"))
    waited_seconds = models.IntegerField(null=True)
    place = models.CharField(_("place or plate"), max_length=80, blank=True)
    answer = models.BinaryField(default=b"")

    class Meta:
        verbose_name = _("scan of an officer")
        verbose_name_plural = _("scans of officers")
        constraints = [
            models.UniqueConstraint(fields=["user", "nonce"], name="one_answer_per_scan"),
        ]
        indexes = [models.Index(fields=["received_at"], name="officer_scans_by_age")]
