"""Register facts for tests of pure rules: a private car in order, changed by what the test names."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from vehicles.facts import VehicleFacts

AT = datetime(2026, 3, 10, 4, 0, tzinfo=UTC)  # noon in China, a Tuesday
TODAY = AT.date()
NOTHING = dict.fromkeys(
    "manufactured_on scrap_on cab_seats load_mass towing_mass axles wheelbase power inspected_on "
    "inspected_until inspection_as_of insured_until insurance_as_of mortgaged_since pledged_since "
    "encumbrance_as_of seized_since seized_until seizure_as_of violations_as_of accidents_as_of "
    "organization_id".split()
)


def facts(**changes: Any) -> VehicleFacts:
    values: dict[str, Any] = {
        **NOTHING,
        "id": 7,
        "plate_type": "02",
        "plate_number": "苏Z12345",
        "vin": "LZ9000000SZ000001",
        "engine_number": "E0000001",
        "vehicle_type": "K33",
        "brand": "示范牌",
        "model": "SF7150A",
        "use_character": "A",
        "colors": "AJ",
        "fuels": "C",
        "owner_id": 5,
        "organization_code": "",
        "owner_name": "陈晓雨",
        "address": "示范市示范路1号",
        "registered_on": date(2020, 5, 18),
        "issued_on": date(2020, 5, 18),
        "inspection_on_record": TODAY + timedelta(days=300),
        "file_number": "320500000001",
        "seats": 5,
        "gross_mass": 1890,
        "curb_mass": 1410,
        "length": 4650,
        "width": 1820,
        "height": 1480,
        "remarks": "",
        "inspection_record": "",
        "status_letters": "A",
        "city_code": "320500",
        "office": "苏州市公安局交通警察支队",
        "as_of": AT - timedelta(hours=3),
        "violations": 0,
        "accidents": 0,
        "fled": False,
    }
    return VehicleFacts(**{**values, **changes})
