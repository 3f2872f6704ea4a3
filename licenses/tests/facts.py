"""Register facts for tests of pure rules: a C1 in order, changed by what the test names."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from licenses.facts import LicenseFacts

AT = datetime(2026, 3, 10, 4, 0, tzinfo=UTC)  # noon in China, a Tuesday
TODAY = AT.date()


def facts(**changes: Any) -> LicenseFacts:
    values: dict[str, Any] = {
        "id": 7,
        "person_id": 5,
        "city_code": "320500",
        "number": "990001199005180028",
        "file_number": "320500000001",
        "classes": ["C1"],
        "first_issued_on": date(2015, 5, 18),
        "valid_from": date(2021, 5, 18),
        "valid_until": TODAY + timedelta(days=1500),
        "status_letters": "A",
        "deferred_until": None,
        "points": 0,
        "points_cycle_from": date(2025, 5, 18),
        "probation_until": None,
        "restrictions": "",
        "record": "",
        "office": "苏州市公安局交通警察支队",
        "photo_id": None,
        "as_of": AT - timedelta(hours=3),
        "name": "陈晓雨",
        "gender": "2",
        "nationality": "CHN",
        "birth_date": date(1990, 5, 18),
        "address": "示范市示范路1号",
    }
    return LicenseFacts(**{**values, **changes})
