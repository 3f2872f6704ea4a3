"""Finding a row by the reference that a person reads out or types."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.core.errors import RuleViolation
from portal.core.references import parse_reference


class ReferenceSearch(admin.ModelAdmin):
    """For an admin page whose rows have a `reference`: any case, blanks and dashes are forgiven."""

    search_fields = ("=reference",)
    search_help_text = _("The reference in full, such as AP-251122-7KQ2M9XC.")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if not search_term:
            return queryset, False
        try:
            return queryset.filter(reference=parse_reference(search_term).value), False
        except RuleViolation as refusal:
            messages.warning(request, refusal.sentence)
            return queryset.none(), False
