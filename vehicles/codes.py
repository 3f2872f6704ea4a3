"""National codes of a vehicle: plate types, use, colors, fuels and status letters (GA/T 16)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PlateType(TextChoices):
    """号牌种类, GA/T 16.7: what a registered vehicle may carry."""

    LARGE = "01", _("Large vehicle")
    SMALL = "02", _("Small vehicle")
    EMBASSY = "03", _("Embassy vehicle")
    CONSULATE = "04", _("Consulate vehicle")
    ABROAD = "05", _("Vehicle from abroad")
    FOREIGN = "06", _("Vehicle of a foreign owner")
    MOTORCYCLE = "07", _("Motorcycle")
    MOPED = "08", _("Moped")
    EMBASSY_MOTORCYCLE = "09", _("Embassy motorcycle")
    CONSULATE_MOTORCYCLE = "10", _("Consulate motorcycle")
    MOTORCYCLE_ABROAD = "11", _("Motorcycle from abroad")
    FOREIGN_MOTORCYCLE = "12", _("Motorcycle of a foreign owner")
    LOW_SPEED = "13", _("Low-speed vehicle")
    TRACTOR = "14", _("Tractor")
    TRAILER = "15", _("Trailer")
    TRAINING = "16", _("Training vehicle")
    TRAINING_MOTORCYCLE = "17", _("Training motorcycle")
    TRIAL = "18", _("Trial vehicle")
    TRIAL_MOTORCYCLE = "19", _("Trial motorcycle")
    TEMPORARY_ENTRY = "20", _("Vehicle with temporary entry")
    TEMPORARY_ENTRY_MOTORCYCLE = "21", _("Motorcycle with temporary entry")
    TEMPORARY = "22", _("Vehicle with a temporary plate")
    POLICE = "23", _("Police vehicle")
    POLICE_MOTORCYCLE = "24", _("Police motorcycle")
    FARM = "25", _("Former farm vehicle")
    HONG_KONG = "26", _("Vehicle to and from Hong Kong")
    MACAO = "27", _("Vehicle to and from Macao")
    LARGE_NEW_ENERGY = "51", _("Large new-energy vehicle")
    SMALL_NEW_ENERGY = "52", _("Small new-energy vehicle")
    OTHER = "99", pgettext_lazy("plate", "Other")


class UseCharacter(TextChoices):
    """使用性质, GA/T 16.3."""

    PRIVATE = "A", _("Not for hire")
    COACH = "B", _("Coach service")
    CITY_BUS = "C", _("City bus service")
    TAXI = "D", _("Taxi")
    TOURISM = "E", _("Tourist service")
    FREIGHT = "F", _("Freight")
    RENTAL = "G", _("Rental")
    POLICE = "H", _("Police")
    FIRE = "I", _("Fire service")
    AMBULANCE = "J", _("Ambulance")
    RESCUE = "K", _("Engineering rescue")
    FORMERLY_FOR_HIRE = "L", _("Formerly for hire")
    FORMERLY_TAXI = "M", _("Formerly a taxi")
    TRAINING = "N", _("Driver training")
    KINDERGARTEN = "O", _("Kindergarten school bus")
    PRIMARY_SCHOOL = "P", _("Primary school bus")
    OTHER_SCHOOL = "Q", _("Other school bus")
    DANGEROUS_GOODS = "R", _("Transport of dangerous goods")
    SCHOOL = "S", _("School bus")
    RIDE_HAILING = "T", _("Ride-hailing service")
    FORMERLY_RIDE_HAILING = "U", _("Formerly ride-hailing")


class Color(TextChoices):
    """车身颜色, GA/T 16.8; up to five together."""

    WHITE = "A", _("White")
    GRAY = "B", _("Gray")
    YELLOW = "C", _("Yellow")
    PINK = "D", _("Pink")
    RED = "E", _("Red")
    PURPLE = "F", _("Purple")
    GREEN = "G", _("Green")
    BLUE = "H", _("Blue")
    BROWN = "I", _("Brown")
    BLACK = "J", _("Black")
    OTHER = "Z", pgettext_lazy("color", "Other")


class Fuel(TextChoices):
    """燃料种类 / 能源种类, GA/T 16.9; up to three together."""

    PETROL = "A", _("Petrol")
    DIESEL = "B", _("Diesel")
    ELECTRIC = "C", _("Electric")
    MIXED_OIL = "D", _("Mixed oil")
    NATURAL_GAS = "E", _("Natural gas")
    LIQUEFIED_GAS = "F", _("Liquefied petroleum gas")
    METHANOL = "L", _("Methanol")
    ETHANOL = "M", _("Ethanol")
    SOLAR = "N", _("Solar")
    HYBRID = "O", _("Hybrid")
    NONE = "Y", pgettext_lazy("fuel", "None")
    OTHER = "Z", pgettext_lazy("fuel", "Other")


class StatusLetter(TextChoices):
    """机动车状态; several may be set at once, stored as a string such as "GQ"."""

    NORMAL = "A", _("Normal")
    TRANSFERRED_OUT = "B", _("Transferred out")
    STOLEN = "C", _("Stolen or robbed")
    OUT_OF_USE = "D", _("Taken out of use")
    CANCELED = "E", _("Deregistered")
    ANNULLED = "F", _("Registration annulled")
    VIOLATION_PENDING = "G", _("Violation not yet settled")
    CUSTOMS = "H", _("Under customs supervision")
    ACCIDENT_PENDING = "I", _("Accident not yet settled")
    SUSPICIOUS = "J", _("Irregular")
    SEIZED = "K", _("Under seizure")
    DETAINED = "L", _("Vehicle detained")
    SCRAP_DUE = "M", _("To be scrapped")
    HIT_AND_RUN = "N", _("Hit-and-run")
    LOCKED = "O", _("Vehicle locked")
    PLATES_VOID = "P", _("Plates and license declared void")
    INSPECTION_OVERDUE = "Q", _("Inspection overdue")


class OwnerIdType(TextChoices):
    """身份证明名称 of an owner who is a unit; persons carry those of the register of persons."""

    ORGANIZATION_CODE = "B", _("Organization code certificate")
    UNIT_CANCELED = "J", _("Certificate of a dissolved unit")
    MISSION = "L", _("Certificate of a mission in China")
    SOCIAL_CREDIT_CODE = "N", _("Unified social credit code")
    BUSINESS_LICENSE = "P", _("Business license of a sole trader")


class EncumbranceKind(TextChoices):
    MORTGAGE = "mortgage", _("Mortgage on the vehicle")
    PLEDGE = "pledge", _("Pledge")


class InsuranceKind(TextChoices):
    COMPULSORY = "compulsory", _("Compulsory insurance")
    COMMERCIAL = "commercial", _("Commercial insurance")


def labels_of(codes: str, table: type[TextChoices]) -> str:
    """The words of several one-letter codes, such as the colors "AJ"."""
    return " / ".join(str(table(code).label) for code in codes if code in table.values)
