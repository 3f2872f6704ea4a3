"""One lets another use a credential: for whom, for what, until when."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.accounts.models import Organization, Person
from portal.core.constraints import exactly_one, known_choice
from portal.grants.querysets import GrantQuerySet
from portal.grants.scopes import GrantPurpose, Scope


class GrantRule(models.Model):
    """How much can be granted of one scope; a number of policy, changed by staff and never in code."""

    scope = models.CharField(_("what"), max_length=30, choices=Scope.choices, primary_key=True)
    most_people = models.PositiveSmallIntegerField(_("people at the same time"))
    most_working_days = models.PositiveSmallIntegerField(_("working days at most"))

    class Meta:
        verbose_name = _("rule of authorizations")
        verbose_name_plural = _("rules of authorizations")
        constraints = [
            known_choice("scope", Scope, name="grant_rule_scope_is_known"),
            models.CheckConstraint(
                condition=Q(most_people__gte=1, most_working_days__gte=1), name="grant_rule_allows_something"
            ),
        ]

    def __str__(self) -> str:
        return self.get_scope_display()


class GrantSubject(models.Model):
    """The row that is locked while somebody counts how many may use one thing."""

    scope = models.CharField(_("what"), max_length=30, choices=Scope.choices)
    ref = models.CharField(_("which"), max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scope", "ref"], name="one_lock_per_granted_thing"),
            known_choice("scope", Scope, name="grant_subject_scope_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.scope}:{self.ref}"


class Grant(models.Model):
    """One authorization. Whom it is for is kept as a digest until that person accepts.

    So the one who grants learns nothing of whether such a person exists, and a number typed in is not kept.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting for an answer")
        ACCEPTED = "accepted", _("In force")
        DECLINED = "declined", _("Declined")
        ENDED = "ended", _("Ended")

    subject = models.ForeignKey(
        GrantSubject, on_delete=models.PROTECT, related_name="grants", verbose_name=_("what")
    )
    grantor_person = models.ForeignKey(
        Person,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("authorized by"),
    )
    grantor_organization = models.ForeignKey(
        Organization,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("authorized by the organization"),
    )
    grantee_digest = models.BinaryField(_("digest of the ID number"), max_length=32, editable=False)
    grantee_name = models.CharField(_("name"), max_length=50)
    grantee_masked = models.CharField(_("ID number"), max_length=30)
    grantee = models.ForeignKey(
        Person,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("accepted by"),
    )
    purpose = models.CharField(_("purpose"), max_length=20, choices=GrantPurpose.choices)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.WAITING)
    created_at = models.DateTimeField(_("created at"))
    valid_until = models.DateTimeField(_("valid until"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    ended_at = models.DateTimeField(pgettext_lazy("authorization", "ended at"), null=True, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("authorization")
        verbose_name_plural = _("authorizations")
        indexes = [models.Index(fields=["grantee_digest", "-id"], name="grants_by_grantee")]
        constraints = [
            known_choice("purpose", GrantPurpose, name="grant_purpose_is_known"),
            models.CheckConstraint(
                condition=Q(status__in=["waiting", "accepted", "declined", "ended"]),
                name="grant_status_is_known",
            ),
            exactly_one("grantor_person", "grantor_organization", name="grant_has_one_grantor"),
            models.UniqueConstraint(
                fields=["subject", "grantee_digest", "purpose"],
                condition=Q(status__in=["waiting", "accepted"]),
                name="one_open_grant_per_person_and_purpose",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__gt=models.F("created_at")), name="grant_has_a_term"
            ),
            models.CheckConstraint(
                condition=~Q(status="accepted") | Q(grantee__isnull=False),
                name="accepted_grant_has_a_grantee",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} · {self.get_purpose_display()}"
