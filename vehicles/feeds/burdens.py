"""The feeds `mortgages` (and pledges) and `seizures`."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from portal.feeds import fields
from portal.feeds.spec import Column, FeedSpec
from vehicles.feeds.cells import (
    AS_OF,
    OF_A_VEHICLE,
    PLATE,
    SAMPLE_AS_OF,
    extra,
    in_order,
    may_be_empty,
    not_in_future,
    number,
    prepared,
    sample_day,
    sample_plate,
    word_of,
)

_MORTGAGE = (
    *PLATE,
    Column("number", "dydjh", number),
    Column("kind", "dylx", word_of({"1": "mortgage", "2": "pledge"}), repeats=True),
    Column("creditor", "dyqr", fields.line_of_text(120), repeats=True),
    Column("registered_on", "dydjrq", fields.day, "date", repeats=True),
    may_be_empty("released_on", "jcdyrq", fields.day, "date"),
    AS_OF,
)


def _mortgage(n: int, _city: str) -> list[str]:
    day = sample_day(n)
    released = (day + timedelta(days=1095)).isoformat() if n % 2 else ""
    head = [*sample_plate(n), f"DY{n:012d}", "1", "样本银行"]
    return [*head, day.isoformat(), released, SAMPLE_AS_OF]


MORTGAGES = FeedSpec(
    name="mortgages",
    title=_("Mortgages and pledges"),
    table="vehicles_encumbrance",
    columns=_MORTGAGE,
    key=("number",),
    target_key=("number",),
    prepare=prepared(
        not_in_future(_MORTGAGE, "registered_on"),
        in_order(_MORTGAGE, "registered_on", "released_on", "ends_before_it_begins"),
    ),
    generate=_mortgage,
    references=OF_A_VEHICLE,
)

_SEIZURE = (
    *PLATE,
    Column("number", "cfwsh", fields.line_of_text(60)),
    Column("authority", "cfjg", fields.line_of_text(120), repeats=True),
    Column("seized_on", "cfrq", fields.day, "date", repeats=True),
    extra("valid_until", "cfyxqz", fields.day, "date", null=True),
    may_be_empty("released_on", "jfrq", fields.day, "date"),
    AS_OF,
)


def _seizure(n: int, _city: str) -> list[str]:
    day = sample_day(n)
    until = (day + timedelta(days=730)).isoformat()
    head = [*sample_plate(n), f"（2026）样本执{n}号", "样本市人民法院"]
    return [*head, day.isoformat(), until, "", SAMPLE_AS_OF]


SEIZURES = FeedSpec(
    name="seizures",
    title=_("Seizures"),
    table="vehicles_seizure",
    columns=_SEIZURE,
    key=("number",),
    target_key=("number",),
    prepare=prepared(
        not_in_future(_SEIZURE, "seized_on"),
        in_order(_SEIZURE, "seized_on", "valid_until", "ends_before_it_begins"),
        in_order(_SEIZURE, "seized_on", "released_on", "ends_before_it_begins"),
    ),
    generate=_seizure,
    references=OF_A_VEHICLE,
)
