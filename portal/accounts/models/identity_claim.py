"""One attempt of a login to prove that it belongs to a register person."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.accounts.models.officer import Officer
from portal.accounts.models.person import Person
from portal.accounts.querysets import IdentityClaimQuerySet
from portal.rollout.models import City


class IdentityClaim(models.Model):
    """What a login claimed and how it was proven.

    `person` is empty when name and number match nobody: such a claim looks the same to the claimant and
    can never be confirmed. The name and number typed are kept as keyed digests only.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("waiting for proof")
        AT_COUNTER = "at_counter", _("to be confirmed at a counter")
        CONFIRMED = "confirmed", _("confirmed")
        REFUSED = "refused", _("refused")
        ENDED = "ended", _("ended")

    class Proof(models.TextChoices):
        PHONE_ON_FILE = "phone_on_file", _("code to the phone on file")
        COUNTER = "counter", _("officer at a counter")

    reference = models.CharField(_("reference"), max_length=24, unique=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("login"), on_delete=models.CASCADE, related_name="claims"
    )
    person = models.ForeignKey(
        Person, verbose_name=_("person"), null=True, on_delete=models.PROTECT, related_name="claims"
    )
    claim_digest = models.BinaryField(editable=False)
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.OPEN)
    proof = models.CharField(_("proof"), max_length=16, choices=Proof.choices, blank=True)
    code_digest = models.BinaryField(null=True, editable=False)
    code_expires_at = models.DateTimeField(null=True)
    attempts_left = models.SmallIntegerField(default=5)
    city = models.ForeignKey(
        City, verbose_name=_("counter's city"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(_("created at"))
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_by = models.ForeignKey(
        Officer, verbose_name=_("decided by"), null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = IdentityClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("identity claim")
        verbose_name_plural = _("identity claims")
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(status__in=["open", "at_counter", "confirmed"]),
                name="one_live_claim_per_login",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["open", "at_counter", "confirmed", "refused", "ended"]),
                name="claim_status_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(proof__in=["", "phone_on_file", "counter"]), name="claim_proof_is_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(status="confirmed") | models.Q(person__isnull=False),
                name="confirmed_claim_has_a_person",
            ),
        ]

    def __str__(self) -> str:
        return self.reference
