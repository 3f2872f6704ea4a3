"""The feeds `violations` and `accidents`."""

from django.utils.translation import gettext_lazy as _

from portal.feeds import fields
from portal.feeds.spec import Column, FeedSpec
from vehicles.feeds.cells import (
    AS_OF,
    OF_A_VEHICLE,
    PLATE,
    SAMPLE_AS_OF,
    extra,
    may_be_empty,
    not_in_future,
    number,
    prepared,
    sample_day,
    sample_plate,
    yes_or_no,
)

_VIOLATION = (
    *PLATE,
    Column("number", "xh", number),
    Column("happened_at", "wfsj", fields.instant, "timestamptz"),
    extra("place", "wfdz", fields.line_of_text(128)),
    Column("code", "wfxw", fields.matching("[0-9]{4,5}[A-Z0-9]?", "unknown_code"), repeats=True),
    extra("act", "wfnr", fields.line_of_text(200)),
    extra("points", "wfjfs", fields.whole_number(12), "smallint", default="0"),
    extra("fine", "fkje", fields.whole_number(100_000), "integer", default="0"),
    may_be_empty("settled_on", "clrq", fields.day, "date"),
    AS_OF,
)


def _violation(n: int, _city: str) -> list[str]:
    day = sample_day(n)
    settled = day.isoformat() if n % 3 else ""
    what = [f"{day}T08:30:00+08:00", "样本路口", "1345", "违反禁止标线指示", "1", "100"]
    return [*sample_plate(n), f"{n:016d}", *what, settled, SAMPLE_AS_OF]


VIOLATIONS = FeedSpec(
    name="violations",
    title=_("Violations"),
    table="vehicles_violation",
    columns=_VIOLATION,
    key=("number",),
    target_key=("number",),
    prepare=prepared(not_in_future(_VIOLATION, "happened_at")),
    generate=_violation,
    references=OF_A_VEHICLE,
)

_ACCIDENT = (
    *PLATE,
    Column("number", "sgbh", number),
    Column("happened_at", "sgfssj", fields.instant, "timestamptz"),
    extra("place", "sgdd", fields.line_of_text(128)),
    extra("hit_and_run", "jtsgtybz", yes_or_no("1", "0"), "boolean", default="f"),
    may_be_empty("settled_on", "clrq", fields.day, "date"),
    AS_OF,
)


def _accident(n: int, _city: str) -> list[str]:
    day = sample_day(n)
    what = [f"{day}T17:45:00+08:00", "样本大道", "0", day.isoformat() if n % 4 else ""]
    return [*sample_plate(n), f"{n:018d}", *what, SAMPLE_AS_OF]


ACCIDENTS = FeedSpec(
    name="accidents",
    title=_("Accident flags"),
    table="vehicles_accident",
    columns=_ACCIDENT,
    key=("number",),
    target_key=("number",),
    prepare=prepared(not_in_future(_ACCIDENT, "happened_at")),
    generate=_accident,
    references=OF_A_VEHICLE,
)
