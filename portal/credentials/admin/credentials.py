"""Issued credentials: looked up like a register, revoked with a reason."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.admin.lookups import LookupAdmin
from portal.accounts.roles import Duty
from portal.core.admin import Act, JurisdictionAdmin
from portal.core.masking import mask_id_number, mask_name
from portal.credentials import issuing
from portal.credentials.kinds import kind_of
from portal.credentials.models import Credential


class RevokeForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=60, help_text=_("The holder reads this in the list of own credentials.")
    )


def _revoke(credential: Credential, values: Any, actor: Any, at: Any) -> Credential:
    return issuing.end(
        credential=credential,
        to=Credential.Status.REVOKED,
        reason=values["reason"],
        actor=actor,
        at=at,
    )


@admin.register(Credential)
class CredentialAdmin(JurisdictionAdmin, LookupAdmin):
    subject_kind = "credential"
    lookup_hint = _("The holder's ID number in full, or the number of the credential.")
    lookup_columns = (_("Credential"), _("Holder"), _("Issued"), _("Status"))
    list_select_related = ("holder", "organization", "city")
    fields = (
        "id",
        "kind_title",
        "subject_ref",
        "masked_holder",
        "city",
        "status",
        "issued_at",
        "ended_at",
        "end_reason",
        "key",
    )
    readonly_fields = fields
    acts = (
        Act(
            "revoke",
            _("Revoke"),
            _revoke,
            duty=Duty.CHANGE_REGISTER,
            tone="danger",
            form=RevokeForm,
            when=lambda credential, _actor: credential.status == Credential.Status.ACTIVE,
            explain=_(
                "Codes of this credential fail from the next check on. The license itself stays as it is."
            ),
            done=_("The credential is revoked."),
        ),
    )

    def find(self, rows: QuerySet[Any], term: str) -> tuple[str, QuerySet[Any]]:
        rows = rows.select_related("holder", "organization").order_by("-issued_at")
        try:
            return "credential", rows.filter(pk=UUID(term))
        except ValueError:
            return "id_number", rows.filter(holder__id_number=term.upper())

    def cells(self, obj: Credential) -> list[str]:
        issued = timezone.localtime(obj.issued_at)
        return [
            str(obj.pk),
            mask_name(obj.holder.name) if obj.holder else str(obj.organization),
            f"{issued:%Y-%m-%d %H:%M}",
            obj.get_status_display(),
        ]

    def person_id_of(self, obj: Credential) -> int | None:
        return obj.holder_id

    def secret_of(self, obj: Credential) -> str:
        return obj.holder.id_number if obj.holder else getattr(obj.organization, "uscc", "")

    @admin.display(description=_("kind"))
    def kind_title(self, obj: Credential) -> str:
        return str(kind_of(obj.kind).title)

    @admin.display(description=_("holder"))
    def masked_holder(self, obj: Credential) -> str:
        if obj.holder is None:
            return str(obj.organization)
        return f"{mask_name(obj.holder.name)} · {mask_id_number(obj.holder.id_number)}"
