"""The register of persons: looked up, never listed, never changed by hand."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.accounts.admin.lookups import LookupAdmin, names_beginning_with
from portal.accounts.models import Person
from portal.accounts.reach import persons_in_reach
from portal.core.admin import acting
from portal.core.masking import mask_id_number, mask_phone


@admin.register(Person)
class PersonAdmin(LookupAdmin):
    subject_kind = "person"
    lookup_hint = _("An ID number in full, or the beginning of a name.")
    lookup_columns = (_("Name"), _("ID number"), _("Date of birth"))
    fields = (
        "name",
        "masked_id_number",
        "id_type",
        "gender",
        "birth_date",
        "nationality",
        "masked_phone",
        "address",
        "as_of",
    )
    readonly_fields = ("masked_id_number", "masked_phone")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        everybody = super().get_queryset(request)
        return everybody if request.user.is_superuser else persons_in_reach(acting(request))

    def find(self, rows: QuerySet[Any], term: str) -> tuple[str, QuerySet[Any]]:
        if any(character.isdigit() for character in term):
            return "id_number", rows.filter(id_number=term.upper())
        return "name", names_beginning_with(rows, term, "name")

    def cells(self, obj: Person) -> list[str]:
        return [obj.name, mask_id_number(obj.id_number), obj.birth_date.isoformat()]

    def person_id_of(self, obj: Person) -> int:
        return obj.pk

    def secret_of(self, obj: Person) -> str:
        return obj.id_number

    @admin.display(description=_("ID number"))
    def masked_id_number(self, obj: Person) -> str:
        return mask_id_number(obj.id_number)

    @admin.display(description=_("phone on file"))
    def masked_phone(self, obj: Person) -> str:
        return mask_phone(obj.phone) if obj.phone else "–"
