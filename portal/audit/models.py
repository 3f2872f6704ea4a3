"""The append-only audit trail and the heads of its hash chains."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.audit.actions import Action
from portal.audit.querysets import AuditEventQuerySet


class AuditEvent(models.Model):
    """One act. The database fills the chain columns and refuses UPDATE and DELETE."""

    at = models.DateTimeField(_("at"))
    action = models.CharField(_("action"), max_length=40, choices=Action.choices)
    subject = models.CharField(_("subject"), max_length=80)
    person_id = models.BigIntegerField(_("person concerned"), null=True, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("login"),
        null=True,
        blank=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )
    actor_label = models.CharField(_("actor"), max_length=120)
    acting_for = models.CharField(_("acting for"), max_length=80, blank=True)
    channel = models.CharField(_("channel"), max_length=20)
    request_id = models.CharField(_("request"), max_length=64, blank=True)
    facts = models.JSONField(_("facts"), default=dict)

    chain = models.SmallIntegerField(editable=False, null=True)
    chain_seq = models.BigIntegerField(editable=False, null=True)
    chain_hash = models.BinaryField(editable=False, null=True)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        indexes = [
            models.Index(fields=["subject", "-id"], name="audit_by_subject"),
            models.Index(fields=["person_id", "-id"], name="audit_by_person"),
            models.Index(fields=["actor", "-id"], name="audit_by_actor"),
            models.Index(fields=["action", "-id"], name="audit_by_action"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(action__in=Action.values), name="audit_action_is_known"
            ),
            models.UniqueConstraint(fields=["chain", "chain_seq"], name="audit_chain_has_no_forks"),
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()} · {self.pk}"


class ChainHead(models.Model):
    """Where one hash chain of one log stands; written by the database only."""

    log = models.CharField(max_length=30)
    chain = models.SmallIntegerField()
    seq = models.BigIntegerField(default=0)
    hash = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["log", "chain"], name="one_head_per_chain")]


class HeadSignature(models.Model):
    """The heads of all chains at one moment, signed: what was there then cannot be cut off later."""

    at = models.DateTimeField()
    statement = models.TextField(help_text="JWS over the heads")

    class Meta:
        indexes = [models.Index(fields=["-at"], name="head_signatures_by_time")]
