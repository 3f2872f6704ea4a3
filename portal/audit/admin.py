"""The auditor's page: look and search, and each search leaves a trace itself."""

from typing import Any

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from portal.audit.actions import Action
from portal.audit.log import record
from portal.audit.models import AuditEvent
from portal.core.admin import ReadOnlyAdmin
from portal.core.masking import mask_text
from portal.core.subjects import Subject

TERM = 80
_PERSON = "person:"


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    """Search by subject (`license:42`), person (`person:7`), badge number or user name: exact, by index."""

    duty_view = ("read_audit",)
    list_display = ("at", "action", "subject", "actor_label", "channel", "request_id")
    list_filter = ("action", "channel")
    list_display_links = ("at",)
    search_fields = ("subject",)
    ordering = ("-id",)
    fields = (
        "at",
        "action",
        "subject",
        "person_id",
        "actor",
        "actor_label",
        "acting_for",
        "channel",
        "request_id",
        "facts",
    )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        term = search_term.strip()[:TERM]
        if not term:
            return queryset, False
        logins = get_user_model().objects.filter(Q(username=term) | Q(officer__badge_number=term))
        wanted = Q(subject=term) | Q(actor__in=list(logins.values_list("pk", flat=True)))
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
