"""The feeds `inspections` and `insurances`."""

from datetime import date, timedelta

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
    yes_or_no,
)

_INSPECTION = (
    *PLATE,
    Column("inspected_on", "jyrq", fields.day, "date", repeats=True),
    Column("passed", "jyjg", yes_or_no("1", "2"), "boolean", repeats=True),
    Column("valid_until", "jyyxqz", fields.day, "date", repeats=True),
    extra("station", "jczmc", fields.line_of_text(80)),
    AS_OF,
)


def _inspection(n: int, _city: str) -> list[str]:
    day = sample_day(n)
    until = day + timedelta(days=730)
    return [*sample_plate(n), day.isoformat(), "1", until.isoformat(), "样本检测站", SAMPLE_AS_OF]


INSPECTIONS = FeedSpec(
    name="inspections",
    title=_("Inspections"),
    table="vehicles_inspection",
    columns=_INSPECTION,
    key=("plate_type", "plate_number", "inspected_on"),
    target_key=("vehicle_id", "inspected_on"),
    prepare=prepared(
        not_in_future(_INSPECTION, "inspected_on"),
        in_order(_INSPECTION, "inspected_on", "valid_until", "ends_before_it_begins"),
    ),
    generate=_inspection,
    references=OF_A_VEHICLE,
)

_INSURANCE = (
    *PLATE,
    Column("policy_number", "bxdh", number),
    Column("kind", "bxzl", word_of({"1": "compulsory", "2": "commercial"}), repeats=True),
    Column("insurer", "bxgs", fields.line_of_text(120), repeats=True),
    Column("valid_from", "bxqsrq", fields.day, "date", repeats=True),
    Column("valid_until", "bxzzrq", fields.day, "date", repeats=True),
    may_be_empty("canceled_on", "tbrq", fields.day, "date"),
    AS_OF,
)


def _insurance(n: int, _city: str) -> list[str]:
    day = sample_day(n, first=date(2026, 1, 4), span=360)
    until = day + timedelta(days=364)
    term = [day.isoformat(), until.isoformat(), "", SAMPLE_AS_OF]
    return [*sample_plate(n), f"PDZA{n:012d}", "1", "样本财产保险公司", *term]


INSURANCES = FeedSpec(
    name="insurances",
    title=_("Insurance policies"),
    table="vehicles_insurance",
    columns=_INSURANCE,
    key=("policy_number",),
    target_key=("policy_number",),
    prepare=prepared(in_order(_INSURANCE, "valid_from", "valid_until", "ends_before_it_begins")),
    generate=_insurance,
    references=OF_A_VEHICLE,
)
