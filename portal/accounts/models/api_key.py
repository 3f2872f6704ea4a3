"""A key of an organization; only a keyed digest is stored."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.accounts.models.organization import Organization
from portal.accounts.purposes import Purpose


class ApiKey(models.Model):
    organization = models.ForeignKey(
        Organization, verbose_name=_("organization"), on_delete=models.PROTECT, related_name="api_keys"
    )
    name = models.CharField(_("name"), max_length=60)
    prefix = models.CharField(_("beginning"), max_length=20, help_text=_("The part that may be shown."))
    digest = models.BinaryField(_("digest"), unique=True, editable=False)
    pepper_id = models.SmallIntegerField(editable=False, default=1)
    is_test = models.BooleanField(_("test key"), default=False)
    purposes = ArrayField(
        models.CharField(max_length=20, choices=Purpose.choices), verbose_name=_("purposes"), default=list
    )
    created_at = models.DateTimeField(_("created at"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("created by"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    expires_at = models.DateTimeField(_("expires at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last used at"), null=True, blank=True)
    networks = ArrayField(
        models.CharField(max_length=43), verbose_name=_("allowed networks"), default=list, blank=True
    )

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(purposes__contained_by=Purpose.values), name="api_key_purposes_are_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.prefix}… ({self.name})"


class ApiKeyNetwork(models.Model):
    """A network from which a key has been used."""

    key = models.ForeignKey(ApiKey, on_delete=models.CASCADE, related_name="+", db_index=False)
    network = models.CharField(max_length=43)
    first_seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "network"], name="one_row_per_key_and_network")]
