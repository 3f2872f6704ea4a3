"""An organization asks somebody to work for it; the phone asked is kept as a digest only."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from portal.accounts.models.organization import Membership, Organization
from portal.accounts.models.user import User
from portal.core.digests import keyed_digest


def phone_digest(phone: str) -> bytes:
    """What stands for an invited phone number."""
    return keyed_digest("invitation", phone)


class InvitationQuerySet(QuerySet[Any]):
    def addressed_to(self, user: User) -> "InvitationQuerySet":
        """Those sent to the phone this login has proved to be its own."""
        if not user.phone or not user.phone_verified:
            return self.none()
        return self.filter(phone_digest=phone_digest(user.phone), organization__is_active=True)


class Invitation(models.Model):
    """Not a word about whether a login with that phone exists."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting for an answer")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="invitations", verbose_name=_("organization")
    )
    phone_digest = models.BinaryField(max_length=32, editable=False)
    phone_masked = models.CharField(_("phone"), max_length=30)
    name = models.CharField(_("name"), max_length=50)
    role = models.CharField(_("role"), max_length=10, choices=Membership.Role.choices)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.WAITING)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(_("created at"))
    valid_until = models.DateTimeField(_("valid until"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        indexes = [models.Index(fields=["phone_digest", "-id"], name="invitations_by_phone")]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "phone_digest"],
                condition=Q(status="waiting"),
                name="one_waiting_invitation_per_phone",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["waiting", "accepted", "declined", "withdrawn"]),
                name="invitation_status_is_known",
            ),
            models.CheckConstraint(
                condition=Q(role__in=["legal", "manager", "reader"]), name="invitation_role_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.phone_masked} · {self.organization}"
