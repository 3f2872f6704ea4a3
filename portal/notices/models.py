"""Notices, what each person wants to get how, and the two outboxes: a row first, sent second."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Person
from portal.notices.topics import CHOOSABLE, Topic


class Notice(models.Model):
    """One piece of news for one person; the words are found by `code` in the reader's language.

    `key` names the event: the same event told twice is one notice.
    """

    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    topic = models.CharField(_("topic"), max_length=16, choices=Topic.choices)
    key = models.CharField(_("event"), max_length=120)
    code = models.CharField(_("words"), max_length=60)
    facts = models.JSONField(_("facts"), default=dict)
    link = models.CharField(_("page"), max_length=200, blank=True)
    caused_by = models.CharField(_("caused by"), max_length=120)
    created_at = models.DateTimeField(_("created at"))
    read_at = models.DateTimeField(_("read at"), null=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = [
            models.Index(fields=["person", "-id"], name="notices_by_person"),
            models.Index(
                fields=["person"], condition=models.Q(read_at__isnull=True), name="notices_not_read"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["key", "person"], name="one_notice_per_event_and_person"),
            models.CheckConstraint(condition=models.Q(topic__in=Topic.values), name="notice_topic_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.key}"


class NoticeChoices(models.Model):
    """What one person wants to get how; without a row the choices of `topics.DEFAULT_ON` hold."""

    person = models.OneToOneField(
        Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="+", primary_key=True
    )
    on = ArrayField(models.CharField(max_length=24), verbose_name=_("chosen"), default=list)
    language = models.CharField(_("language of messages"), max_length=8, default="zh-hans")
    email = models.EmailField(_("e-mail"), blank=True)
    email_confirmed_at = models.DateTimeField(_("e-mail confirmed at"), null=True)
    changed_at = models.DateTimeField(_("changed at"))

    class Meta:
        verbose_name = _("choice of notices")
        verbose_name_plural = _("choices of notices")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(on__contained_by=sorted(CHOOSABLE)), name="notice_choices_are_known"
            ),
            models.CheckConstraint(
                condition=models.Q(language__in=["zh-hans", "en"]), name="notice_language_is_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["person"],
                condition=models.Q(on__overlap=["checks:here", "checks:sms", "checks:email"]),
                name="notice_choices_of_checks",
            )
        ]

    def __str__(self) -> str:
        return f"choices of {self.pk}"


class Outgoing(models.Model):
    """What an outbox row knows about its way; the content is blanked once a real gateway has taken it."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("queued")
        SENT = "sent", _("sent")
        FAILED = "failed", _("given up")

    class Priority(models.IntegerChoices):
        """Somebody waits for a code; somebody should know soon; a whole city is told."""

        URGENT = 0, _("at once")
        NEWS = 1, _("soon")
        BULK = 2, _("one after the other")

    notice = models.OneToOneField(
        Notice, verbose_name=_("notice"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    priority = models.SmallIntegerField(_("priority"), choices=Priority.choices, db_default=Priority.URGENT)
    status = models.CharField(_("status"), max_length=8, choices=Status.choices, default=Status.QUEUED)
    created_at = models.DateTimeField(_("created at"))
    expires_at = models.DateTimeField(_("useless after"), null=True)
    sent_at = models.DateTimeField(_("sent at"), null=True)
    attempts = models.SmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt at"))
    error = models.CharField(_("last error"), max_length=200, blank=True)

    class Meta:
        abstract = True


class SmsMessage(Outgoing):
    """One text message to one phone."""

    phone = models.CharField(_("phone"), max_length=20)
    text = models.CharField(_("text"), max_length=500, blank=True)
    code = models.CharField(_("code"), max_length=12, blank=True)

    class Meta:
        verbose_name = _("text message")
        verbose_name_plural = _("text messages")
        indexes = [
            models.Index(fields=["phone", "-id"], name="sms_by_phone"),
            models.Index(
                fields=["priority", "next_attempt_at"],
                condition=models.Q(status="queued"),
                name="sms_waiting_by_priority",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=["queued", "sent", "failed"]), name="sms_status_is_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class MailMessage(Outgoing):
    """One e-mail to one address."""

    address = models.EmailField(_("e-mail"))
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    text = models.TextField(_("text"), blank=True)

    class Meta:
        verbose_name = _("e-mail")
        verbose_name_plural = _("e-mails")
        indexes = [
            models.Index(fields=["address", "-id"], name="mail_by_address"),
            models.Index(
                fields=["priority", "next_attempt_at"],
                condition=models.Q(status="queued"),
                name="mail_waiting_by_priority",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=["queued", "sent", "failed"]), name="mail_status_is_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"
