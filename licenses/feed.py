"""The feed `driver-licenses`: what the register says about each driver's license."""

import re
from datetime import date, timedelta
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from licenses.codes import LicenseClass, StatusLetter
from portal.feeds import fields
from portal.feeds.persons import id_number, id_type, sample_number
from portal.feeds.spec import Column, FeedSpec, Reader, Reference, RowCheck, Unfit
from portal.rollout.models import City

LONG_TERM = "长期"
_CLASSES = re.compile("|".join(LicenseClass.values))
_JOINED = re.compile(f"({'|'.join(LicenseClass.values)})+", re.ASCII)
_LETTERS = frozenset(StatusLetter.values)
_SAMPLE_CLASSES = ("C1", "C1", "C1", "C2", "C1D", "B2", "A2", "B2E", "C1E", "A1A2")


@lru_cache(maxsize=10_000)
def classes(text: str) -> str:
    """`B2E` as printed becomes the array `{B2,E}`."""
    text = text.upper().replace(" ", "")
    if not _JOINED.fullmatch(text):
        raise Unfit("unknown_class")
    found = _CLASSES.findall(text)
    if len(set(found)) != len(found):
        raise Unfit("class_twice")
    return "{" + ",".join(found) + "}"


@lru_cache(maxsize=10_000)
def status_letters(text: str) -> str:
    """One or more letters of the national table, each once."""
    text = text.upper()
    if not _LETTERS.issuperset(text):
        raise Unfit("unknown_status")
    if len(set(text)) != len(text):
        raise Unfit("status_twice")
    return text


def end_of_validity(text: str) -> str:
    """A day, or 长期 for a license without end."""
    return "" if text == LONG_TERM else fields.day(text)


_code: Reader = fields.matching(r"[0-9]{6}([0-9]{6})?", "unknown_city")


def _prepare(today: date) -> RowCheck:
    """The row's own rules, with the cities known now: one query per load."""
    limit = today.isoformat()
    known = frozenset(City.objects.values_list("code", flat=True))

    @lru_cache(maxsize=10_000)
    def city_of(code: str) -> str:
        for candidate in (code[:6], code[:4] + "00", code[:2] + "0000"):
            if candidate in known:
                return candidate
        raise Unfit("unknown_city", "city")

    def judge(values: list[str]) -> None:
        kind, number, _file, _classes, first, start, end = values[:7]
        if kind in ("A", "M"):
            try:
                values[1] = fields.resident_number(number, limit)[0]
            except Unfit as problem:
                raise Unfit(problem.reason, "id_number") from None
        if first > limit:
            raise Unfit("date_in_future", "first_issued_on")
        if start < first:
            raise Unfit("before_first_issue", "valid_from")
        if end and end < start:
            raise Unfit("ends_before_it_begins", "valid_until")
        values[13] = city_of(values[13])

    return judge


def _generate(n: int, city: str) -> list[str]:
    first = date(2008, 1, 1) + timedelta(days=n % 4000)
    start = date(first.year + 12, first.month, min(first.day, 28))
    end = LONG_TERM if n % 50 == 7 else start.replace(year=start.year + 10).isoformat()
    status = "A" if n % 40 else "H"
    cycle = first.replace(year=2025, day=min(first.day, 28)).isoformat()
    held = ["A", sample_number(n), f"{n % 10**12:012d}", _SAMPLE_CLASSES[n % 10], first.isoformat()]
    term = [start.isoformat(), end, status, "", str(n % 12 if n % 5 == 0 else 0), cycle, "", ""]
    return [*held, *term, city, "样本市公安局交通警察支队", "", "2026-01-01T00:00:00+08:00"]


def _extra(
    name: str,
    short: str,
    read: Reader,
    sql_type: str = "text",
    *,
    default: str = "",
    null: bool = False,
    target: str | None = "",
) -> Column:
    """A column that a file may leave out."""
    return Column(name, short, read, sql_type, False, default, null, target, optional=True, repeats=True)


_COLUMNS = (
    _extra("id_type", "sfzmmc", id_type, default="A", target=None),
    Column("id_number", "sfzmhm", id_number, target="number"),
    Column("file_number", "dabh", fields.matching("[0-9]{12}", "file_number_malformed")),
    Column("classes", "zjcx", classes, "varchar(2)[]", repeats=True),
    Column("first_issued_on", "cclzrq", fields.day, "date", repeats=True),
    Column("valid_from", "yxqs", fields.day, "date", repeats=True),
    Column("valid_until", "yxqz", end_of_validity, "date", required=False, null=True, repeats=True),
    Column("status_letters", "zt", status_letters, repeats=True),
    _extra("deferred_until", "yqqz", fields.day, "date", null=True),
    Column("points", "ljjf", fields.whole_number(999), "smallint", default="0", required=False, repeats=True),
    Column("points_cycle_from", "qfrq", fields.day, "date", repeats=True),
    _extra("probation_until", "sxqz", fields.day, "date", null=True),
    _extra("restrictions", "xztj", fields.line_of_text(120)),
    Column("city", "glbm", _code, target="city_id", repeats=True),
    Column("office", "fzjg", fields.line_of_text(80), repeats=True),
    _extra("record", "jl", fields.line_of_text(256)),
    Column("as_of", "gxsj", fields.instant, "timestamptz", repeats=True),
)

DRIVER_LICENSES = FeedSpec(
    name="driver-licenses",
    title=_("Driver's licenses"),
    table="licenses_driverlicense",
    columns=_COLUMNS,
    key=("id_number",),
    target_key=("person_id",),
    prepare=_prepare,
    generate=_generate,
    references=(
        Reference(
            column="person_id",
            table="accounts_person",
            on=(("id_number", "id_number"), ("id_type", "id_type")),
            field="id_number",
            reason="unknown_person",
        ),
    ),
    unique="id_number",
)
