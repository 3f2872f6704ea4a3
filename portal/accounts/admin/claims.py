"""Identity claims at the counter: the officer sees what to check, then confirms or refuses."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts import binding
from portal.accounts.models import IdentityClaim
from portal.accounts.roles import Duty
from portal.audit.actions import Action
from portal.audit.log import record
from portal.core.admin import Act, ActingAdmin, JurisdictionAdmin, ReferenceSearch, acting, tag
from portal.core.errors import RuleViolation
from portal.core.masking import mask_id_number
from portal.core.subjects import Subject
from portal.ui.forms import IdNumberInput

Status = IdentityClaim.Status
_TONES: dict[str, str] = {Status.AT_COUNTER: "notice", Status.CONFIRMED: "normal", Status.REFUSED: "abnormal"}


class ConfirmForm(forms.Form):
    id_number = forms.CharField(
        label=_("ID number on the card shown"), max_length=30, widget=IdNumberInput, strip=True
    )
    same_person = forms.BooleanField(label=_("The card is genuine and its photo shows the person before me."))


class RefuseForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200)


def _confirm(claim: IdentityClaim, values: Any, actor: Any, at: Any) -> None:
    """The number typed from the card must be the register's, which the officer does not see in full."""
    if claim.person is not None and values["id_number"].upper() != claim.person.id_number:
        raise RuleViolation("card_differs")
    binding.confirm_at_counter(claim=claim, actor=actor, at=at)


def _refuse(claim: IdentityClaim, values: Any, actor: Any, at: Any) -> None:
    binding.refuse(claim=claim, reason=values["reason"], actor=actor, at=at)


def _waits(claim: IdentityClaim, actor: Any) -> bool:
    return claim.status == Status.AT_COUNTER and claim.user_id != actor.user_id


@admin.register(IdentityClaim)
class IdentityClaimAdmin(ReferenceSearch, JurisdictionAdmin, ActingAdmin):
    duty_view = (Duty.CONFIRM_IDENTITY,)
    list_display = ("reference", "city", "state", "created_at", "decided_at")
    list_filter = ("status",)
    list_select_related = ("city",)
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
    acts = (
        Act(
            "confirm",
            _("Confirm the identity"),
            _confirm,
            duty=Duty.CONFIRM_IDENTITY,
            tone="good",
            form=ConfirmForm,
            when=lambda claim, actor: _waits(claim, actor) and claim.person_id is not None,
            explain=_("An earlier login of the same person loses the binding; its phone gets a message."),
            done=_("The login now belongs to this person."),
        ),
        Act(
            "refuse",
            _("Refuse"),
            _refuse,
            duty=Duty.CONFIRM_IDENTITY,
            tone="danger",
            form=RefuseForm,
            when=_waits,
            explain=_("The claim ends. The citizen may begin again."),
            done=_("The claim is refused."),
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Claims that came to a counter; open ones are still between the citizen and the phone."""
        rows = super().get_queryset(request).select_related("person", "city", "user")
        return rows.filter(Q(status=Status.AT_COUNTER) | Q(proof=IdentityClaim.Proof.COUNTER))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The page shows a name of the register: written down before it is answered."""
        claim = self.get_object(request, object_id) if self.has_view_permission(request) else None
        if claim is not None and claim.person_id is not None and request.method == "GET":
            record(
                Action.REGISTER_VIEWED,
                subject=Subject("person", str(claim.person_id)),
                actor=acting(request),
                person_id=claim.person_id,
                at=timezone.now(),
                claim=claim.reference,
            )
        return super().change_view(request, object_id, form_url, extra_context)

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
