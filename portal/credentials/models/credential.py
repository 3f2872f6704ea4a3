"""Our signed electronic copy of a register entry."""

import uuid_utils.compat as uuid_utils
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Organization, Person
from portal.credentials.models.run import Run
from portal.credentials.models.signing_key import SigningKey
from portal.credentials.querysets import CredentialQuerySet
from portal.rollout.models import City


class Credential(models.Model):
    """One issue of one kind about one subject, held by one person or one organization.

    `subject_ref` is the register entry's stable key within the kind. `record` is a COSE_Sign1 over the
    claims as they were when it was issued; it proves that the row is ours and unchanged. What is true
    today is asked of the register, never of this row. `status` is the life of the row only.
    """

    class Status(models.TextChoices):
        ACTIVE = "active", _("in use")
        SUPERSEDED = "superseded", _("superseded by a newer one")
        REVOKED = "revoked", _("revoked")

    id = models.UUIDField(primary_key=True, default=uuid_utils.uuid7, editable=False)
    kind = models.CharField(_("kind"), max_length=30)
    subject_ref = models.CharField(_("subject"), max_length=40)
    holder = models.ForeignKey(
        Person,
        verbose_name=_("holder"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="credentials",
        db_index=False,
    )
    organization = models.ForeignKey(
        Organization,
        verbose_name=_("holding organization"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="credentials",
        db_index=False,
    )
    city = models.ForeignKey(
        City, verbose_name=_("city"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.ACTIVE)
    issued_at = models.DateTimeField(_("issued at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    end_reason = models.CharField(_("reason of the end"), max_length=60, blank=True)
    fingerprint = models.CharField(
        _("fingerprint"),
        max_length=120,
        help_text=_("The register facts whose change asks for a new application."),
    )
    record = models.BinaryField(_("signed record"))
    key = models.ForeignKey(
        SigningKey,
        verbose_name=_("key"),
        on_delete=models.PROTECT,
        related_name="credentials",
        db_index=False,
    )

    run = models.ForeignKey(
        Run,
        verbose_name=_("bulk run"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="credentials",
        db_index=False,
    )

    objects = CredentialQuerySet.as_manager()

    class Meta:
        verbose_name = _("credential")
        verbose_name_plural = _("credentials")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_ref"],
                condition=models.Q(status="active"),
                name="one_live_credential_per_subject",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["active", "superseded", "revoked"]),
                name="credential_status_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(holder__isnull=False, organization__isnull=True)
                | models.Q(holder__isnull=True, organization__isnull=False),
                name="credential_has_one_holder",
            ),
        ]
        indexes = [
            models.Index(fields=["holder", "-issued_at"], name="credentials_by_holder"),
            models.Index(
                fields=["organization", "-issued_at"],
                name="credentials_by_organization",
                condition=models.Q(organization__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
