"""The log of checks, append-only and partitioned by month, and the codes that are used up."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.accounts.purposes import Purpose
from portal.credentials.querysets import VerificationQuerySet


class Verification(models.Model):
    """One check by somebody. SQL in the second migration makes the table: partitions, chain, no UPDATE."""

    class Result(models.TextChoices):
        VALID = "valid", _("valid")
        ABNORMAL = "abnormal", _("not to be relied on")
        NOT_VALID = "not_valid", _("not valid")

    class Channel(models.TextChoices):
        API = "api", _("enterprise")
        OFFICER = "officer", _("traffic police")
        PUBLIC = "public", _("somebody with the public page")

    pk = models.CompositePrimaryKey("id", "checked_at")
    id = models.UUIDField()
    checked_at = models.DateTimeField(_("checked at"))
    credential_id = models.UUIDField(null=True)
    person_id = models.BigIntegerField(null=True)
    kind = models.CharField(_("kind"), max_length=30, blank=True)
    result = models.CharField(_("result"), max_length=10, choices=Result.choices)
    reason = models.CharField(_("reason"), max_length=20, blank=True)
    tone = models.CharField(_("tone"), max_length=10, blank=True)
    codes = models.CharField(_("status letters"), max_length=20, blank=True)
    purpose = models.CharField(_("purpose"), max_length=20, blank=True, choices=Purpose.choices)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    verifier = models.CharField(_("who checked"), max_length=160)
    organization_id = models.BigIntegerField(null=True)
    api_key_id = models.BigIntegerField(null=True)
    user_id = models.BigIntegerField(null=True)
    cti = models.BinaryField(null=True)
    disclosed = models.CharField(_("what was disclosed"), max_length=120, blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    is_test = models.BooleanField(default=False)
    chain = models.SmallIntegerField(null=True)
    chain_seq = models.BigIntegerField(null=True)
    chain_hash = models.BinaryField(null=True)

    objects = VerificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("check")
        verbose_name_plural = _("checks")


class UsedCode(models.Model):
    """A code that has had its one check. Swept once the code could not be accepted anyway."""

    cti = models.BinaryField(primary_key=True)
    used_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="used_codes_by_expiry")]
