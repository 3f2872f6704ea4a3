"""A key pair of the portal; the private half is encrypted under a key from the settings."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SigningKey(models.Model):
    """staged → active → retired → compromised. One active key for each use."""

    class Use(models.TextChoices):
        """A key signs one kind of thing only, so a token made for one use fails in another."""

        CODE = "code", _("codes that are shown")
        RECORD = "record", _("issued records")
        RECEIPT = "receipt", _("receipts of checks")
        PDF = "pdf", _("PDF documents")
        AUDIT = "audit", _("heads of the audit chains")

    class Algorithm(models.TextChoices):
        ES256 = "ES256", "ES256"
        ED25519 = "Ed25519", "Ed25519"

    class Status(models.TextChoices):
        STAGED = "staged", _("staged")
        ACTIVE = "active", _("active")
        RETIRED = "retired", _("retired")
        COMPROMISED = "compromised", _("compromised")

    kid = models.BinaryField(_("key id"), max_length=8, unique=True)
    use = models.CharField(_("use"), max_length=10, choices=Use.choices)
    algorithm = models.CharField(_("algorithm"), max_length=10, choices=Algorithm.choices)
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.STAGED)
    public_key = models.BinaryField(_("public half, DER"))
    private_key = models.BinaryField(_("private half, encrypted"))
    certificate = models.BinaryField(_("certificate, DER"), null=True)
    created_at = models.DateTimeField(_("created at"))
    activated_at = models.DateTimeField(_("active since"), null=True)
    retired_at = models.DateTimeField(_("retired at"), null=True)
    compromised_at = models.DateTimeField(_("compromised at"), null=True)

    class Meta:
        verbose_name = _("signing key")
        verbose_name_plural = _("signing keys")
        constraints = [
            models.UniqueConstraint(
                fields=["use"], condition=models.Q(status="active"), name="one_active_key_per_use"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["staged", "active", "retired", "compromised"]),
                name="signing_key_status_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(use__in=["code", "record", "receipt", "pdf", "audit"]),
                name="signing_key_use_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(algorithm__in=["ES256", "Ed25519"]), name="signing_key_algorithm_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{bytes(self.kid).decode('ascii', 'replace')} · {self.get_use_display()}"
