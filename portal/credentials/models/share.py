"""A holder's leave for somebody to check a credential from afar, by a code."""

from datetime import datetime
from typing import Any

import uuid_utils.compat as uuid_utils
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.credentials.models.credential import Credential
from portal.credentials.share_scopes import Scope


class ShareQuerySet(models.QuerySet[Any]):
    def live(self, at: datetime) -> "ShareQuerySet":
        """Those a check would accept now."""
        return self.filter(stopped_at__isnull=True, expires_at__gt=at, uses__lt=F("uses_most"))

    def with_kind(self) -> "ShareQuerySet":
        return self.annotate(kind=F("credential__kind"))


class Share(models.Model):
    """One share code: how much it tells, until when, and how often. Of the code only a keyed digest is kept.

    `uses` is counted by the statement that writes the check down, so two can never take the last one.
    """

    id = models.UUIDField(primary_key=True, default=uuid_utils.uuid7, editable=False)
    credential = models.ForeignKey(
        Credential, verbose_name=_("credential"), on_delete=models.PROTECT, related_name="shares"
    )
    digest = models.BinaryField(unique=True, max_length=32)
    scope = models.CharField(_("what it tells"), max_length=10, choices=Scope.choices)
    note = models.CharField(_("whom it is for"), max_length=60, blank=True)
    uses_most = models.PositiveSmallIntegerField(_("how often at most"))
    uses = models.PositiveSmallIntegerField(_("how often used"), default=0)
    created_at = models.DateTimeField(_("made at"))
    expires_at = models.DateTimeField(_("expires at"))
    stopped_at = models.DateTimeField(_("stopped at"), null=True, blank=True)
    first_used_at = models.DateTimeField(_("first used at"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last used at"), null=True, blank=True)

    objects = ShareQuerySet.as_manager()

    class Meta:
        verbose_name = _("share code")
        verbose_name_plural = _("share codes")
        constraints = [
            models.CheckConstraint(condition=Q(scope__in=Scope.values), name="share_scope_is_known"),
            models.CheckConstraint(
                condition=Q(uses__lte=F("uses_most"), uses_most__gte=1), name="share_is_not_overused"
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="share_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"share {self.id}"

    def why_ended(self, at: datetime) -> str:
        """The reason a check gives, or nothing while the code is good."""
        if self.stopped_at is not None:
            return "revoked"
        if self.uses >= self.uses_most:
            return "already_used"
        return "expired" if self.expires_at <= at else ""
