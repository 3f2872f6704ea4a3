"""National codes of the driver's license: 17 classes, 19 status letters; the grounds of a seizure."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class LicenseClass(TextChoices):
    """准驾车型, Order 162 article 11."""

    A1 = "A1", _("Large bus")
    A2 = "A2", _("Heavy tractor with trailer")
    A3 = "A3", _("City bus")
    B1 = "B1", _("Medium bus")
    B2 = "B2", _("Large truck")
    C1 = "C1", _("Small car")
    C2 = "C2", _("Small automatic car")
    C3 = "C3", _("Low-speed truck")
    C4 = "C4", _("Three-wheeled vehicle")
    C5 = "C5", _("Small automatic car adapted for disabled drivers")
    C6 = "C6", _("Light tractor with trailer")
    D = "D", _("Three-wheeled motorcycle")
    E = "E", _("Two-wheeled motorcycle")
    F = "F", _("Moped")
    M = "M", _("Wheeled special machinery")
    N = "N", _("Trolleybus")
    P = "P", _("Tram")


class StatusLetter(TextChoices):
    """驾驶证状态; several may be set at once, stored as a string such as "HI"."""

    NORMAL = "A", _("Normal")
    POINTS_FULL = "B", _("12 points reached")
    TRANSFERRED_OUT = "C", _("Transferred to another office")
    SUSPENDED = "D", _("Suspended")
    ANNULLED = "E", _("Annulled")
    REVOKED = "F", _("Revoked")
    CANCELED = "G", _("Canceled")
    VIOLATION_PENDING = "H", _("Violation not yet settled")
    ACCIDENT_PENDING = "I", _("Accident not yet settled")
    STOPPED = "J", _("Use stopped")
    SEIZED = "K", _("Seized")
    LOCKED = "L", _("Locked")
    RENEWAL_OVERDUE = "M", _("Renewal overdue")
    RENEWAL_DEFERRED = "N", _("Renewal deferred")
    MEDICAL_DEFERRED = "P", _("Medical examination deferred")
    CANCELED_RECOVERABLE = "R", _("Canceled, can be recovered")
    REVIEW_OVERDUE = "S", _("Review overdue")
    REVIEW_DEFERRED = "T", _("Review deferred")
    DETAINED = "U", _("Detained")


class SeizureReason(TextChoices):
    """Why a license is held: closed, each with the letter it sets and the article behind it."""

    ALCOHOL = "alcohol", _("Driving after drinking alcohol")
    POINTS = "points", _("12 points reached in this cycle")
    SPEEDING = "speeding", _("More than half above the speed limit")
    HANDED_OVER = "handed_over", _("Let somebody drive who has no license in force")
    SCRAP = "scrap", _("Drove a vehicle that must be scrapped or is put together from parts")
    ON_THE_SPOT = "on_the_spot", _("Held on the spot: suspension or revocation may follow")
    SUSPENSION = "suspension", _("Suspended by a decision on a penalty")
    ACCIDENT = "accident", _("Evidence after an accident")
    EVIDENCE = "evidence", _("Evidence in another case")


class SeizureStatus(TextChoices):
    OPEN = "open", pgettext_lazy("seizure", "in force")
    END_ASKED = "end_asked", _("release requested")
    ENDED = "ended", _("released")
