"""The register of vehicles: looked up with a reason; feeds alone write it."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from portal.accounts.admin.lookups import LookupAdmin
from portal.core.admin import JurisdictionAdmin, tag
from portal.core.masking import mask_id_number, mask_name
from vehicles.codes import Color, Fuel, labels_of
from vehicles.faces import conditions
from vehicles.facts import VehicleFacts, facts_of
from vehicles.models import Vehicle
from vehicles.plates import plate_of
from vehicles.standing import standing
from vehicles.vehicle_types import vehicle_type_name

_PAGES = (
    "plate",
    "plate_type",
    "owner_shown",
    "type_name",
    "brand",
    "model",
    "use_character",
    "color_names",
    "fuel_names",
    "vin",
    "engine_number",
    "registered_on",
    "issued_on",
    "manufactured_on",
    "inspection_valid_until",
    "scrap_on",
    "file_number",
    "serial_number",
    "seats",
    "gross_mass",
    "curb_mass",
    "load_mass",
    "towing_mass",
    "remarks",
    "inspection_record",
)


@admin.register(Vehicle)
class VehicleAdmin(JurisdictionAdmin, LookupAdmin):
    subject_kind = "vehicle-license"
    lookup_hint = _("A plate number, a VIN, or an owner's ID number in full.")
    lookup_columns = (
        _("Plate number"),
        _("Plate type"),
        _("Model"),
        _("Owner"),
        _("Status letters"),
        _("City"),
    )
    fields = (*_PAGES, "condition", "status_letters", "live", "city", "office", "as_of")
    readonly_fields = fields

    def get_queryset(self, request: Any) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("owner", "city")

    def find(self, rows: QuerySet[Any], term: str) -> tuple[str, QuerySet[Any]]:
        text = "".join(term.upper().replace("·", "").split())
        if len(text) == 17:
            return "vin", rows.filter(vin=text)
        if len(text) == 18 and text.isascii():
            by_person = rows.filter(owner__id_number=text)
            return "id_number", by_person | rows.filter(organization_code=text)
        return "plate", rows.filter(plate_number=text.removesuffix("挂"))

    def cells(self, obj: Vehicle) -> list[str]:
        return [
            plate_of(obj.plate_type, obj.plate_number).text,
            str(obj.get_plate_type_display()),
            f"{obj.brand} {obj.model}",
            self._owner(obj),
            obj.status_letters,
            obj.city.local_name,
        ]

    def person_id_of(self, obj: Vehicle) -> int | None:
        return obj.owner_id

    def secret_of(self, obj: Vehicle) -> str:
        return obj.owner.id_number if obj.owner else obj.organization_code

    def _owner(self, obj: Vehicle) -> str:
        return mask_name(obj.owner.name) if obj.owner else obj.owner_name

    @admin.display(description=_("plate number"))
    def plate(self, obj: Vehicle) -> str:
        return plate_of(obj.plate_type, obj.plate_number).text

    @admin.display(description=_("owner"))
    def owner_shown(self, obj: Vehicle) -> str:
        number = mask_id_number(obj.owner.id_number) if obj.owner else obj.organization_code
        return f"{self._owner(obj)} · {number}"

    @admin.display(description=_("vehicle type"))
    def type_name(self, obj: Vehicle) -> str:
        return f"{obj.vehicle_type} {vehicle_type_name(obj.vehicle_type)}"

    @admin.display(description=_("colors"))
    def color_names(self, obj: Vehicle) -> str:
        return labels_of(obj.colors, Color)

    @admin.display(description=_("energy"))
    def fuel_names(self, obj: Vehicle) -> str:
        return labels_of(obj.fuels, Fuel)

    @admin.display(description=_("condition today"))
    def condition(self, obj: Vehicle) -> str:
        found = standing(_facts(obj), timezone.localdate())
        return tag(found.tone, found.label)

    @admin.display(description=_("state now"))
    def live(self, obj: Vehicle) -> SafeString:
        lines = conditions(_facts(obj), timezone.localdate())
        times = (
            (line.label, line.word, f"{timezone.localtime(line.as_of):%Y-%m-%d %H:%M}") for line in lines
        )
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}: {} ({})</li>", times))


def _facts(obj: Vehicle) -> VehicleFacts:
    return facts_of([obj.pk])[0]
