"""What people write for a city or a province: code, Chinese name or English name."""

import re

from portal.rollout.models import City

Places = dict[str, tuple[str, ...]]
_BETWEEN = re.compile(r"[,，、;；\n\r\t]+")


def places() -> Places:
    """Every spelling in lower case, and the codes of the cities meant by it. One statement.

    A province means all of its cities; a name that two cities share means neither.
    """
    cities: dict[str, list[str]] = {}
    provinces: dict[str, list[str]] = {}
    for city in City.objects.order_by("code"):
        for key in {city.code, city.name.casefold(), city.name_en.casefold()}:
            cities.setdefault(key, []).append(city.code)
        for key in {city.province_code, city.province_name.casefold(), city.province_name_en.casefold()}:
            provinces.setdefault(key, []).append(city.code)
    unique = {key: tuple(codes) for key, codes in cities.items() if len(codes) == 1}
    return {key: tuple(codes) for key, codes in provinces.items()} | unique


def read_places(text: str) -> tuple[list[str], list[str]]:
    """City codes for a list of names typed with commas or line breaks, and the names nobody knows."""
    known = places()
    names = [name.strip() for name in _BETWEEN.split(text.replace("\0", "")) if name.strip()]
    codes = [code for name in names for code in known.get(name.casefold(), ())]
    return list(dict.fromkeys(codes)), [name for name in names if name.casefold() not in known]
