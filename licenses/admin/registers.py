"""The register of driver's licenses: looked up with a reason, corrected with a reason."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from licenses.admin.seizures import SEIZE
from licenses.facts import facts_of
from licenses.models import DriverLicense
from licenses.register import CHANGEABLE, change_entry
from licenses.standing import codes_on, standing
from portal.accounts.admin.lookups import LookupAdmin, names_beginning_with
from portal.accounts.roles import Duty
from portal.core.admin import Act, JurisdictionAdmin, tag
from portal.core.masking import mask_id_number
from portal.ui.forms import DateInput


class CorrectionForm(forms.Form):
    status_letters = forms.CharField(
        label=_("Status letters"),
        max_length=19,
        help_text=_("A is normal; several others may stand together."),
    )
    points = forms.IntegerField(label=_("Points"), min_value=0, max_value=60)
    valid_until = forms.DateField(
        label=_("Valid until"), required=False, widget=DateInput, help_text=_("Empty: long-term.")
    )
    deferred_until = forms.DateField(label=_("Deferred until"), required=False, widget=DateInput)
    reason = forms.CharField(label=_("Case or reason"), max_length=200)


def _correct(license: DriverLicense, values: Any, actor: Any, at: Any) -> DriverLicense:
    changes = {name: values[name] for name in CHANGEABLE}
    return change_entry(license=license, changes=changes, reason=values["reason"], actor=actor, at=at)


@admin.register(DriverLicense)
class DriverLicenseAdmin(JurisdictionAdmin, LookupAdmin):
    subject_kind = "license"
    act_template = "admin/licenses/seizing.html"
    lookup_hint = _("An ID number or a file number in full, or the beginning of a name.")
    lookup_columns = (_("Name"), _("License number"), _("Classes"), _("Status letters"), _("City"))
    fields = (
        "holder",
        "masked_number",
        "file_number",
        "classes",
        "condition",
        "status_letters",
        "seizure",
        "points",
        "points_cycle_from",
        "valid_from",
        "valid_until",
        "deferred_until",
        "first_issued_on",
        "probation_until",
        "restrictions",
        "record",
        "city",
        "office",
        "as_of",
    )
    readonly_fields = ("holder", "masked_number", "condition", "seizure")
    acts = (
        Act(
            "change",
            _("Correct the register"),
            _correct,
            duty=Duty.CHANGE_REGISTER,
            form=CorrectionForm,
            now=lambda license: {name: getattr(license, name) for name in CHANGEABLE},
            explain=_(
                "The card and every check show the new state at the next look. The holder can see this."
            ),
            done=_("The register is corrected."),
        ),
        SEIZE,
    )

    def get_queryset(self, request: Any) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("person", "city")

    def find(self, rows: QuerySet[Any], term: str) -> tuple[str, QuerySet[Any]]:
        if not any(character.isdigit() for character in term):
            return "name", names_beginning_with(rows, term, "person__name")
        if len(term) == 12:
            return "file_number", rows.filter(file_number=term)
        return "id_number", rows.filter(number=term.upper())

    def cells(self, obj: DriverLicense) -> list[str]:
        number = mask_id_number(obj.number)
        letters = "".join(codes_on(facts_of(obj), timezone.localdate()))
        return [obj.person.name, number, "".join(obj.classes), letters, obj.city.local_name]

    def person_id_of(self, obj: DriverLicense) -> int:
        return obj.person_id

    def secret_of(self, obj: DriverLicense) -> str:
        return obj.number

    @admin.display(description=_("holder"))
    def holder(self, obj: DriverLicense) -> str:
        return obj.person.name

    @admin.display(description=_("license number"))
    def masked_number(self, obj: DriverLicense) -> str:
        return mask_id_number(obj.number)

    @admin.display(description=_("condition today"))
    def condition(self, obj: DriverLicense) -> str:
        found = standing(facts_of(obj), timezone.localdate())
        return tag(found.tone, found.label)

    @admin.display(description=pgettext_lazy("license", "seizure"))
    def seizure(self, obj: DriverLicense) -> str:
        held = obj.seizures.in_force().first() if obj.seizure_letter else None  # type: ignore[attr-defined]
        if held is None:
            return "–"
        url = reverse("admin:licenses_seizure_change", args=[held.pk])
        return format_html('<a href="{}">{}</a> {}', url, held.reference, held.letter)
