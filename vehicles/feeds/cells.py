"""Cells and columns that all feeds about vehicles share, and samples of vehicles that cannot exist."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache

from portal.core.errors import RuleViolation
from portal.feeds import fields
from portal.feeds.spec import Column, Reader, Reference, RowCheck, Unfit
from vehicles.codes import PlateType
from vehicles.plates import parse_plate
from vehicles.vins import check_digit

_SIGNS = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_VIN_SIGNS = "0123456789ABCDEFGHJKLMNPRSTUVWXYZ"
_GREEN = "DFABCEGHJK"
SAMPLE_AS_OF = "2026-01-01T00:00:00+08:00"

plate_type = fields.one_of(frozenset(PlateType.values), "plate_type_unknown")


@lru_cache(maxsize=10_000)
def _plate(kind: str, text: str) -> str:
    try:
        return parse_plate(kind, text)
    except RuleViolation as refusal:
        raise Unfit(refusal.code, "plate_number") from None


def judge_plate(values: list[str]) -> None:
    """Bring the plate of a row, its first two values, into the register's form; raises Unfit."""
    values[1] = _plate(values[0], values[1])


def letters(known: str, longest: int, reason: str, *, doubled: str = "letter_twice") -> Reader:
    """One or more letters of a table, each once."""
    allowed = frozenset(known)

    def read(text: str) -> str:
        text = text.upper()
        if not allowed.issuperset(text) or len(text) > longest:
            raise Unfit(reason)
        if len(set(text)) != len(text):
            raise Unfit(doubled)
        return text

    return read


def yes_or_no(yes: str, no: str) -> Reader:
    """A truth value as the database writes it, from the codes of the feed."""
    table = {yes: "t", no: "f"}

    def read(text: str) -> str:
        if text not in table:
            raise Unfit("unknown_code")
        return table[text]

    return read


def word_of(table: dict[str, str]) -> Reader:
    """A word of ours from the code of the feed; our own word does too."""
    known = table | {word: word for word in table.values()}

    def read(text: str) -> str:
        if text.lower() not in known:
            raise Unfit("unknown_code")
        return known[text.lower()]

    return read


def extra(
    name: str,
    short: str,
    read: Reader,
    sql_type: str = "text",
    *,
    default: str = "",
    null: bool = False,
    repeats: bool = True,
) -> Column:
    """A column that a file may leave out."""
    return Column(name, short, read, sql_type, False, default, null, optional=True, repeats=repeats)


def may_be_empty(name: str, short: str, read: Reader, sql_type: str) -> Column:
    """A column that is there, with cells that may say nothing."""
    return Column(name, short, read, sql_type, False, "", True, repeats=True)


PLATE = (
    Column("plate_type", "hpzl", plate_type, target=None, repeats=True),
    Column("plate_number", "hphm", fields.line_of_text(20), target=None),
)
AS_OF = Column("as_of", "gxsj", fields.instant, "timestamptz", repeats=True)
OF_A_VEHICLE = (
    Reference(
        column="vehicle_id",
        table="vehicles_vehicle",
        on=(("plate_number", "plate_number"), ("plate_type", "plate_type")),
        field="plate_number",
        reason="unknown_vehicle",
    ),
)
number = fields.matching(r"[0-9A-Z\-]{4,30}", "number_malformed")


def prepared(*rules: Callable[[list[str], str], None]) -> Callable[[date], RowCheck]:
    """A `prepare` for a feed: the plate first, then the row's own rules with the day of the load."""

    def prepare(today: date) -> RowCheck:
        limit = today.isoformat()

        def judge(values: list[str]) -> None:
            judge_plate(values)
            for rule in rules:
                rule(values, limit)

        return judge

    return prepare


def in_order(
    columns: tuple[Column, ...], first: str, last: str, reason: str
) -> Callable[[list[str], str], None]:
    """A rule: the day `last`, where there is one, is not before the day `first`."""
    names = [column.name for column in columns]
    begins, ends = names.index(first), names.index(last)

    def rule(values: list[str], _today: str) -> None:
        if values[ends] and values[ends] < values[begins]:
            raise Unfit(reason, last)

    return rule


def not_in_future(columns: tuple[Column, ...], name: str) -> Callable[[list[str], str], None]:
    """A rule: the day or the moment `name` is not after the day of the load."""
    place = [column.name for column in columns].index(name)

    def rule(values: list[str], today: str) -> None:
        if values[place][:10] > today:
            raise Unfit("date_in_future", name)

    return rule


def sample_plate(n: int) -> list[str]:
    """Plate type and number of the n-th vehicle that cannot exist: 苏Z is nobody's office."""
    if n % 10 == 3:
        m = n // 10
        series = _GREEN[m // 10_000 % 10] + _SIGNS[m // 100_000 % 34]
        return ["52", f"苏Z{series}{m % 10_000:04d}"]
    serial = ""
    for _place in range(5):
        n, sign = divmod(n, 34)
        serial = _SIGNS[sign] + serial
    return ["02", f"苏Z{serial}"]


def sample_vin(n: int) -> str:
    """The VIN of the n-th vehicle, check digit and all."""
    rest, series = n // 1_000_000, ""
    for _place in range(5):
        rest, sign = divmod(rest, 33)
        series = _VIN_SIGNS[sign] + series
    vin = f"LZ9{series}0SZ{n % 1_000_000:06d}"
    return vin[:8] + check_digit(vin) + vin[9:]


def sample_day(n: int, first: date = date(2016, 1, 4), span: int = 3600) -> date:
    return first + timedelta(days=n * 37 % span)
