"""Identity claims at the counter: the officer sees what to check, then confirms or refuses."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import IdentityClaim
from portal.accounts.roles import Duty
from portal.core.admin import ActingAdmin, JurisdictionAdmin, tag
from portal.core.errors import RuleViolation
from portal.core.masking import mask_id_number
from portal.core.references import parse_reference

Status = IdentityClaim.Status
_TONES = {Status.AT_COUNTER: "notice", Status.CONFIRMED: "normal", Status.REFUSED: "abnormal"}


@admin.register(IdentityClaim)
class IdentityClaimAdmin(JurisdictionAdmin, ActingAdmin):
    duty_view = (Duty.CONFIRM_IDENTITY,)
    list_display = ("reference", "city", "state", "created_at", "decided_at")
    list_filter = ("status",)
    list_select_related = ("city",)
    search_fields = ("=reference",)
    search_help_text = _("The reference the citizen shows.")
    ordering = ("-created_at",)
    fields = (
        "reference",
        "name_on_file",
        "number_on_file",
        "birth_date",
        "city",
        "state",
        "created_at",
        "decided_at",
    )
    readonly_fields = ("name_on_file", "number_on_file", "birth_date", "state")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Claims that came to a counter; open ones are still between the citizen and the phone."""
        rows = super().get_queryset(request).select_related("person", "city", "user")
        return rows.filter(Q(status=Status.AT_COUNTER) | Q(proof=IdentityClaim.Proof.COUNTER))

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

    @admin.display(description=_("status"), ordering="status")
    def state(self, claim: IdentityClaim) -> str:
        return tag(_TONES.get(claim.status, "neutral"), claim.get_status_display())

    @admin.display(description=_("name in the register"))
    def name_on_file(self, claim: IdentityClaim) -> str:
        return claim.person.name if claim.person else str(_("The details match nobody in the register."))

    @admin.display(description=_("ID number in the register"))
    def number_on_file(self, claim: IdentityClaim) -> str:
        return mask_id_number(claim.person.id_number) if claim.person else "–"

    @admin.display(description=_("date of birth"))
    def birth_date(self, claim: IdentityClaim) -> Any:
        return claim.person.birth_date if claim.person else "–"
