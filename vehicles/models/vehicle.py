"""The vehicle in the register: what both pages of the paper license say, and its status letters."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Person
from portal.rollout.models import City
from vehicles.codes import OwnerIdType, PlateType, UseCharacter
from vehicles.querysets import VehicleQuerySet

ID_TYPES = [*Person.IdType.choices, *OwnerIdType.choices]


class Vehicle(models.Model):
    """The register's row; brought by the `vehicles` feed. Plate type and number together name it.

    Owned by a person of the register or by a unit, whose code leads to the organization once it has an
    account here.
    """

    plate_type = models.CharField(_("plate type"), max_length=2, choices=PlateType.choices)
    plate_number = models.CharField(_("plate number"), max_length=15)
    vin = models.CharField(_("vehicle identification number"), max_length=25)
    engine_number = models.CharField(_("engine number"), max_length=30, blank=True)
    vehicle_type = models.CharField(_("vehicle type"), max_length=3)
    brand = models.CharField(_("make"), max_length=32)
    model = models.CharField(_("model"), max_length=32)
    use_character = models.CharField(_("use character"), max_length=1, choices=UseCharacter.choices)
    colors = models.CharField(_("colors"), max_length=5)
    fuels = models.CharField(_("energy"), max_length=3)
    owner_id_type = models.CharField(_("identity document of the owner"), max_length=1, choices=ID_TYPES)
    owner = models.ForeignKey(
        Person,
        verbose_name=_("owner"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="vehicles",
    )
    organization_code = models.CharField(_("code of the owning unit"), max_length=30, blank=True)
    owner_name = models.CharField(_("name of the owner"), max_length=128)
    address = models.CharField(_("address"), max_length=256, blank=True)
    registered_on = models.DateField(_("date of registration"))
    issued_on = models.DateField(_("date of issue"))
    manufactured_on = models.DateField(_("date of manufacture"), null=True, blank=True)
    inspection_valid_until = models.DateField(_("inspection valid until"))
    scrap_on = models.DateField(_("to be scrapped by"), null=True, blank=True)
    file_number = models.CharField(_("file number"), max_length=12)
    serial_number = models.CharField(_("number in the register"), max_length=14, blank=True)
    seats = models.PositiveSmallIntegerField(_("approved number of persons"), null=True, blank=True)
    cab_seats = models.PositiveSmallIntegerField(_("persons in the cab"), null=True, blank=True)
    gross_mass = models.PositiveIntegerField(_("gross mass, kg"), null=True, blank=True)
    curb_mass = models.PositiveIntegerField(_("curb mass, kg"), null=True, blank=True)
    load_mass = models.PositiveIntegerField(_("approved load, kg"), null=True, blank=True)
    towing_mass = models.PositiveIntegerField(_("approved towing mass, kg"), null=True, blank=True)
    length = models.PositiveIntegerField(_("length, mm"), null=True, blank=True)
    width = models.PositiveIntegerField(_("width, mm"), null=True, blank=True)
    height = models.PositiveIntegerField(_("height, mm"), null=True, blank=True)
    axles = models.PositiveSmallIntegerField(_("axles"), null=True, blank=True)
    wheelbase = models.PositiveIntegerField(_("wheelbase, mm"), null=True, blank=True)
    power = models.DecimalField(_("power, kW"), max_digits=5, decimal_places=1, null=True, blank=True)
    remarks = models.CharField(_("remarks"), max_length=256, blank=True)
    inspection_record = models.CharField(_("inspection record"), max_length=256, blank=True)
    status_letters = models.CharField(_("status letters"), max_length=17, default="A")
    city = models.ForeignKey(
        City,
        verbose_name=_("issuing city"),
        on_delete=models.PROTECT,
        related_name="vehicles",
        db_index=False,  # the index below; Django's own pair has a second one for LIKE
    )
    office = models.CharField(_("issuing office"), max_length=80)
    as_of = models.DateTimeField(_("as of"))

    objects = VehicleQuerySet.as_manager()

    class Meta:
        verbose_name = _("vehicle")
        verbose_name_plural = _("vehicles")
        indexes = [
            models.Index(fields=["city"], name="vehicles_by_city"),
            models.Index(fields=["vin"], name="vehicles_by_vin"),
            models.Index(
                fields=["organization_code"],
                name="vehicles_by_unit",
                condition=~models.Q(organization_code=""),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["plate_number", "plate_type"], name="one_vehicle_per_plate"),
            models.CheckConstraint(
                condition=models.Q(plate_type__in=PlateType.values), name="vehicle_plate_type_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(use_character__in=UseCharacter.values), name="vehicle_use_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(status_letters__regex=r"^[A-Q]+$"),
                name="vehicle_status_letters_are_known",
            ),
            models.CheckConstraint(
                condition=models.Q(colors__regex=r"^[A-JZ]+$") & models.Q(fuels__regex=r"^[A-FL-OYZ]+$"),
                name="vehicle_colors_and_fuels_are_known",
            ),
            models.CheckConstraint(
                condition=models.Q(owner__isnull=False, organization_code="")
                | (models.Q(owner__isnull=True) & ~models.Q(organization_code="")),
                name="vehicle_has_one_owner",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plate_number} · {self.get_plate_type_display()}"
