"""What a check may learn about a vehicle: by its purpose, and by the scope of a share code."""

from collections.abc import Collection, Mapping

from portal.accounts.purposes import Purpose

# Short names: everything a check has told must fit into the log of checks.
_VEHICLE = ("plate", "plate_type", "vin", "engine", "type", "model")
TOLD: dict[str, tuple[str, ...]] = {
    Purpose.ROADSIDE: (
        *_VEHICLE,
        "use",
        "color",
        "fuel",
        "owner",
        "inspection",
        "insurance",
        "seizure",
        "violations",
        "accidents",
        "status",
    ),
    Purpose.COUNTER: (
        *_VEHICLE,
        "use",
        "owner",
        "inspection",
        "mortgage",
        "pledge",
        "seizure",
        "violations",
        "accidents",
        "status",
    ),
    Purpose.CAR_RENTAL: ("plate", "plate_type", "type", "model", "color", "inspection", "insurance"),
    Purpose.INSURANCE_PURCHASE: (*_VEHICLE, "use", "fuel", "owner", "registered", "seats", "mass"),
    Purpose.INSURANCE_CLAIM: ("plate", "plate_type", "vin", "model", "use", "owner", "inspection"),
    Purpose.ROAD_TRANSPORT: (*_VEHICLE, "use", "fuel", "owner", "inspection", "seats", "mass", "load"),
    Purpose.MORTGAGE: (*_VEHICLE, "owner", "registered", "mortgage", "pledge", "seizure", "status"),
    Purpose.USED_CAR_TRADE: (
        *_VEHICLE,
        "use",
        "registered",
        "inspection",
        "mortgage",
        "pledge",
        "seizure",
        "violations",
        "accidents",
        "status",
    ),
}

_STATE = frozenset(
    {"status", "inspection", "insurance", "mortgage", "pledge", "seizure", "violations", "accidents"}
)
SHARED: Mapping[str, Collection[str]] = {
    "status": _STATE,
    "class": _STATE | {"plate_type", "type", "model", "use", "fuel", "registered", "seats", "mass", "load"},
}
