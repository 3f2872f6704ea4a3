"""The feed `vehicles`: what the register says about each vehicle and who owns it."""

from datetime import date
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from portal.core.errors import RuleViolation
from portal.core.uscc import parse_uscc
from portal.feeds import fields
from portal.feeds.persons import ID_TYPES, RESIDENT, id_number, sample_number
from portal.feeds.spec import Column, FeedSpec, Reader, Reference, RowCheck, Unfit
from portal.rollout.models import City
from vehicles.codes import Color, Fuel, OwnerIdType, StatusLetter, UseCharacter
from vehicles.feeds.cells import (
    AS_OF,
    SAMPLE_AS_OF,
    extra,
    judge_plate,
    letters,
    plate_type,
    sample_day,
    sample_plate,
    sample_vin,
)
from vehicles.vehicle_types import VEHICLE_TYPES
from vehicles.vins import parse_vin

_text, _code = fields.line_of_text, fields.matching(r"[0-9]{6}([0-9]{6})?", "unknown_city")
_SAMPLES = (
    ("K33", "示范牌", "SF7150A", "A", "A", "A"),
    ("K31", "样本牌", "YB6460B", "A", "J", "A"),
    ("K33", "示范牌", "SF7150B", "A", "B", "O"),
    ("K33", "样本牌", "YB7001EV", "A", "H", "C"),
    ("H31", "示范牌", "SF1040C", "F", "A", "B"),
)


def vin(text: str) -> str:
    """Seventeen characters with the right check digit."""
    try:
        return parse_vin(text)
    except RuleViolation as refusal:
        raise Unfit(refusal.code) from None


def _whole(largest: int) -> Reader:
    return fields.whole_number(largest)


def _measure(name: str, short: str, largest: int, sql_type: str = "integer") -> Column:
    return extra(name, short, _whole(largest), sql_type, null=True)


COLUMNS = (
    Column("plate_type", "hpzl", plate_type, repeats=True),
    Column("plate_number", "hphm", _text(20)),
    Column("vin", "clsbdh", vin),
    extra("engine_number", "fdjh", _text(30), repeats=False),
    Column("vehicle_type", "cllx", fields.one_of(frozenset(VEHICLE_TYPES)), repeats=True),
    Column("brand", "clpp1", _text(32), repeats=True),
    Column("model", "clxh", _text(32), repeats=True),
    Column("use_character", "syxz", fields.one_of(frozenset(UseCharacter.values)), repeats=True),
    Column("colors", "csys", letters("".join(Color.values), 5, "unknown_color"), repeats=True),
    Column("fuels", "rlzl", letters("".join(Fuel.values), 3, "unknown_fuel"), repeats=True),
    Column("owner_id_type", "sfzmmc", fields.one_of(ID_TYPES | frozenset(OwnerIdType.values)), repeats=True),
    Column("owner_id_number", "sfzmhm", id_number, required=True, target=None),
    Column("organization_code", "", _text(30), required=False, derived=True),
    Column("owner_name", "syr", _text(128)),
    extra("address", "dz", _text(256), repeats=False),
    Column("registered_on", "ccdjrq", fields.day, "date", repeats=True),
    Column("issued_on", "fzrq", fields.day, "date", repeats=True),
    extra("manufactured_on", "ccrq", fields.day, "date", null=True),
    Column("inspection_valid_until", "jyyxqz", fields.day, "date", repeats=True),
    extra("scrap_on", "qzbfqz", fields.day, "date", null=True),
    Column("file_number", "dabh", fields.matching("[0-9]{12}", "file_number_malformed")),
    extra("serial_number", "xh", fields.matching("[0-9A-Z]{1,14}", "number_malformed"), repeats=False),
    _measure("seats", "hdzk", 999, "smallint"),
    _measure("cab_seats", "jsszk", 99, "smallint"),
    _measure("gross_mass", "zzl", 999_999),
    _measure("curb_mass", "zbzl", 999_999),
    _measure("load_mass", "hdzzl", 999_999),
    _measure("towing_mass", "zqyzl", 999_999),
    _measure("length", "cwkc", 99_999),
    _measure("width", "cwkk", 9_999),
    _measure("height", "cwkg", 9_999),
    _measure("axles", "zs", 20, "smallint"),
    _measure("wheelbase", "zj", 99_999),
    extra("power", "gl", fields.matching(r"[0-9]{1,4}(\.[0-9])?", "number_malformed"), "numeric", null=True),
    extra("remarks", "bz", _text(256)),
    extra("inspection_record", "jyjl", _text(256)),
    Column("status_letters", "zt", letters("".join(StatusLetter.values), 17, "unknown_status"), repeats=True),
    Column("city", "glbm", _code, target="city_id", repeats=True),
    Column("office", "fzjg", _text(80), repeats=True),
    AS_OF,
)
_PLACE = {column.name: n for n, column in enumerate(COLUMNS)}


def _prepare(today: date) -> RowCheck:
    """The row's own rules, with the cities known now: one query per load."""
    limit = today.isoformat()
    known = frozenset(City.objects.values_list("code", flat=True))
    city, status = _PLACE["city"], _PLACE["status_letters"]
    registered, made = _PLACE["registered_on"], _PLACE["manufactured_on"]

    @lru_cache(maxsize=10_000)
    def city_of(code: str) -> str:
        for candidate in (code[:6], code[:4] + "00", code[:2] + "0000"):
            if candidate in known:
                return candidate
        raise Unfit("unknown_city", "city")

    def judge(values: list[str]) -> None:
        judge_plate(values)
        _judge_owner(values, limit)
        if values[registered] > limit:
            raise Unfit("date_in_future", "registered_on")
        if values[made] and values[made] > values[registered]:
            raise Unfit("made_after_registration", "manufactured_on")
        if "A" in values[status] and len(values[status]) > 1:
            raise Unfit("normal_and_more", "status_letters")
        values[city] = city_of(values[city])

    return judge


def _judge_owner(values: list[str], today: str) -> None:
    """A person is found by the ID number; a unit is known by its code, which goes where codes belong."""
    kind, place = values[_PLACE["owner_id_type"]], _PLACE["owner_id_number"]
    text = values[place]
    if kind in RESIDENT:
        try:
            values[place] = fields.resident_number(text, today)[0]
        except Unfit as problem:
            raise Unfit(problem.reason, "owner_id_number") from None
    if kind in ID_TYPES:
        return
    if kind == OwnerIdType.SOCIAL_CREDIT_CODE:
        try:
            text = parse_uscc(text)
        except RuleViolation as refusal:
            raise Unfit(refusal.code, "owner_id_number") from None
    values[_PLACE["organization_code"]], values[place] = text, ""


def _generate(n: int, city: str) -> list[str]:
    kind, make, model, use, color, fuel = _SAMPLES[n % 5] if n % 10 != 3 else _SAMPLES[3]
    first = sample_day(n)
    until = date(2026 + n % 3, n % 12 + 1, 28).isoformat()
    day, heavy = first.isoformat(), kind.startswith("H")
    head = [*sample_plate(n), sample_vin(n), f"E{n:07d}", kind, make, model, use, color, fuel]
    owner = ["A", sample_number(n), "样本车主", f"示范市样本路{n % 997 + 1}号"]
    dates = [day, day, "", until, "", f"{n % 10**12:012d}", str(n % 10**14)]
    sizes = ["3" if heavy else "5", "", "4495" if heavy else "1890", "2600" if heavy else "1410"]
    more = ["1700" if heavy else "", "", "4650", "1820", "1480", "2", "2700", "98.5", "", ""]
    return [*head, *owner, *dates, *sizes, *more, "A", city, "样本市公安局交通警察支队", SAMPLE_AS_OF]


VEHICLES = FeedSpec(
    name="vehicles",
    title=_("Vehicles"),
    table="vehicles_vehicle",
    columns=COLUMNS,
    key=("plate_type", "plate_number"),
    target_key=("plate_number", "plate_type"),
    prepare=_prepare,
    generate=_generate,
    references=(
        Reference(
            column="owner_id",
            table="accounts_person",
            on=(("id_number", "owner_id_number"), ("id_type", "owner_id_type")),
            field="owner_id_number",
            reason="unknown_person",
            optional=True,
        ),
    ),
)
