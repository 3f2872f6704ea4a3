"""The outboxes: what waits, what was given up and why; numbers and addresses are masked, texts not shown."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.core.admin import Act, ActingAdmin, tag
from portal.core.masking import mask_phone
from portal.notices import delivering
from portal.notices.models import MailMessage, Outgoing, SmsMessage

_DUTY = "plan_rollout"
_TONES = {"queued": "neutral", "sent": "normal", "failed": "abnormal"}


def _again(message: Any, _values: Any, _actor: Any, at: Any) -> None:
    delivering.send_again(message=message, at=at)


class OutboxAdmin(ActingAdmin):
    duty_view = (_DUTY, "read_audit")
    list_display = ("id", "to", "topic", "state", "attempts", "error", "created_at", "next_try")
    list_filter = ("status", "priority")
    list_select_related = ("notice",)
    ordering = ("-pk",)
    fields = (
        "to",
        "topic",
        "state",
        "priority",
        "attempts",
        "error",
        "created_at",
        "sent_at",
        "next_try",
    )
    readonly_fields = ("to", "topic", "state", "next_try")
    acts = (
        Act(
            "again",
            _("Send again"),
            _again,
            duty=_DUTY,
            when=lambda row, _actor: row.status == Outgoing.Status.FAILED and row.notice_id is not None,
            explain=_("The news goes into the outbox once more, with fresh tries."),
            done=_("It is in the outbox again."),
        ),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("text")

    @admin.display(description=_("topic"))
    def topic(self, row: Any) -> str:
        return row.notice.get_topic_display() if row.notice else "–"

    @admin.display(description=_("next attempt at"))
    def next_try(self, row: Any) -> Any:
        return row.next_attempt_at if row.status == Outgoing.Status.QUEUED else "–"

    @admin.display(description=_("status"), ordering="status")
    def state(self, row: Any) -> str:
        return tag(_TONES[row.status], row.get_status_display())


@admin.register(SmsMessage)
class SmsMessageAdmin(OutboxAdmin):
    @admin.display(description=_("phone"))
    def to(self, row: SmsMessage) -> str:
        return mask_phone(row.phone)


@admin.register(MailMessage)
class MailMessageAdmin(OutboxAdmin):
    @admin.display(description=_("e-mail"))
    def to(self, row: MailMessage) -> str:
        name, _at, host = row.address.partition("@")
        return f"{name[:1]}***@{host}"
