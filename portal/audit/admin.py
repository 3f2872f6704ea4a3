"""The auditor's page: look and search, and each search leaves a trace itself."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from portal.audit.actions import Action
from portal.audit.log import record
from portal.audit.models import AuditEvent
from portal.audit.wording import CHANNELS, actions_in_parts, channel_of, spoken, subject_of, subjects_named
from portal.core.admin import ReadOnlyAdmin
from portal.core.masking import mask_text
from portal.core.subjects import Subject

TERM = 80
_PERSON = "person:"


class ActionFilter(admin.SimpleListFilter):
    """A choice in parts: the list of actions is long."""

    title = _("action")
    parameter_name = "action"
    template = "admin/audit/action_filter.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return Action.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(action=self.value()) if self.value() else queryset

    def choices(self, changelist: Any) -> Iterator[Any]:
        """One thing to draw: the parts, what is chosen, and what else the address says."""
        kept = [(name, value) for name, value in changelist.params.items() if name != self.parameter_name]
        yield {"parts": actions_in_parts(), "chosen": self.value(), "kept": kept}


class ChannelFilter(admin.SimpleListFilter):
    """The known doors; the table, which may be huge, is never asked which there are."""

    title = _("channel")
    parameter_name = "channel"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(CHANNELS.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(channel=self.value()) if self.value() else queryset


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    """Search by subject (`license:42` or as shown), person (`person:7`), badge number or user name."""

    duty_view = ("read_audit",)
    list_display = ("moment", "action", "about", "who", "door")
    list_filter = (ActionFilter, ChannelFilter)
    list_display_links = ("moment",)
    search_fields = ("subject",)
    ordering = ("-id",)
    search_help_text = _(
        "What it is about as the list shows it or its number alone, a person such as person:7, "
        "a badge number or a user name, in full. "
        "Every search is written down."
    )
    fields = (
        "moment",
        "action",
        "about",
        "stored_subject",
        "person_id",
        "who",
        "stored_actor",
        "acting_for",
        "door",
        "request_id",
        "details",
    )
    readonly_fields = ("moment", "about", "stored_subject", "who", "stored_actor", "door", "details")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).with_actors()  # type: ignore[attr-defined, no-any-return]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        term = search_term.strip()[:TERM]
        if not term:
            return queryset, False
        logins = get_user_model().objects.filter(Q(username=term) | Q(officer__badge_number=term))
        wanted = Q(actor__in=list(logins.values_list("pk", flat=True)))
        wanted |= Q(subject__in=[term, *subjects_named(term)])
        number = term.removeprefix(_PERSON)
        if number != term and number.isascii() and number.isdigit() and len(number) < 19:
            wanted |= Q(person_id=int(number))
        return queryset.filter(wanted), False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        term = request.GET.get("q", "").strip()
        if term and self.has_view_permission(request):
            record(
                Action.REGISTER_SEARCHED,
                subject=Subject("register", "audit"),
                actor=request.actor,  # type: ignore[attr-defined]
                at=timezone.now(),
                term=mask_text(term.replace("\0", ""))[:TERM],
            )
        return super().changelist_view(request, extra_context)

    @admin.display(description=_("at"), ordering="id")
    def moment(self, event: AuditEvent) -> str:
        return f"{timezone.localtime(event.at):%Y-%m-%d %H:%M:%S}"

    @admin.display(description=_("about"))
    def about(self, event: AuditEvent) -> str:
        return subject_of(event)

    @admin.display(description=_("who"))
    def who(self, event: AuditEvent) -> str:
        return spoken(event)

    @admin.display(description=_("about, as stored"))
    def stored_subject(self, event: AuditEvent) -> str:
        return event.subject

    @admin.display(description=_("who, as stored"))
    def stored_actor(self, event: AuditEvent) -> str:
        return event.actor_label

    @admin.display(description=_("channel"))
    def door(self, event: AuditEvent) -> str:
        return channel_of(event)

    @admin.display(description=_("facts"))
    def details(self, event: AuditEvent) -> str:
        """One line a fact; a key and its value as they are stored."""
        return format_html_join("\n", "<div><code>{}</code> {}</div>", event.facts.items()) or "–"
