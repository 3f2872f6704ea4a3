"""The outbox: a message is a row first and is sent second."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SmsMessage(models.Model):
    """One text message to one phone. The text is blanked once a real gateway has taken it."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("queued")
        SENT = "sent", _("sent")
        FAILED = "failed", _("given up")

    phone = models.CharField(_("phone"), max_length=20)
    text = models.CharField(_("text"), max_length=500, blank=True)
    code = models.CharField(_("code"), max_length=12, blank=True)
    status = models.CharField(_("status"), max_length=8, choices=Status.choices, default=Status.QUEUED)
    created_at = models.DateTimeField(_("created at"))
    expires_at = models.DateTimeField(_("useless after"), null=True)
    sent_at = models.DateTimeField(_("sent at"), null=True)
    attempts = models.SmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt at"))
    error = models.CharField(_("last error"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("text message")
        verbose_name_plural = _("text messages")
        indexes = [
            models.Index(fields=["phone", "-id"], name="sms_by_phone"),
            models.Index(
                fields=["next_attempt_at"], condition=models.Q(status="queued"), name="sms_to_be_sent"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=["queued", "sent", "failed"]), name="sms_status_is_known"
            )
        ]

    def __str__(self) -> str:
        return f"sms {self.pk}"
