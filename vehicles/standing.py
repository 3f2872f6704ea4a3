"""What the register's facts mean on one day: the standing of a vehicle."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.text import format_lazy

from portal.core.explanations import joined, sentences
from portal.credentials.kinds import Standing
from vehicles.codes import StatusLetter
from vehicles.facts import VehicleFacts
from vehicles.wording import (
    ASK_CREDITOR,
    BOOK,
    ENCUMBERED,
    INSPECTION_DUE,
    INSPECTION_DUE_ON,
    LETTERS,
    MORTGAGED,
    PLEDGED,
)

VOID = "EFP"
ABNORMAL = "CNMLBJODQ"
NOTICE = "KIGH"
GRAVEST_FIRST = VOID + ABNORMAL + NOTICE
_RANK = {"normal": 0, "notice": 1, "abnormal": 2, "void": 3}


def codes_on(facts: VehicleFacts, on: date) -> tuple[str, ...]:
    """The national letters true on that day, gravest first; never empty.

    The register's own letters, and those its other tables imply before it has set them: Q the day after the
    inspection has run out, M the day after the last day of use, K, G and I while an entry is open, N while
    an accident with flight is. Q goes when a newer inspection has been passed.
    """
    letters = set(facts.status_letters)
    if facts.inspection_valid_until < on:
        letters.add("Q")
    elif facts.inspected_until and facts.inspected_until > facts.inspection_on_record:
        letters.discard("Q")
    if facts.scrap_on is not None and facts.scrap_on < on:
        letters.add("M")
    if is_seized(facts, on):
        letters.add("K")
    if facts.violations:
        letters.add("G")
    if facts.accidents:
        letters.add("I")
    if facts.fled:
        letters.add("N")
    return tuple(letter for letter in GRAVEST_FIRST if letter in letters) or ("A",)


def is_seized(facts: VehicleFacts, on: date) -> bool:
    """Whether an order of seizure is in force on that day."""
    return facts.seized_since is not None and (facts.seized_until is None or facts.seized_until >= on)


def unsettled(facts: VehicleFacts, letters: Collection[str]) -> tuple[int, int]:
    """How many violations and accidents are open; at least one where only the day's letters say so."""
    return facts.violations or int("G" in letters), facts.accidents or int("I" in letters)


def is_due_soon(facts: VehicleFacts, on: date) -> bool:
    """Whether the inspection is valid still and its end in sight."""
    return 0 <= (facts.inspection_valid_until - on).days <= settings.NOTICE_DAYS_BEFORE_EXPIRY


def tone_of(code: str) -> str:
    """How grave one letter is: void, abnormal, notice or normal."""
    if code in VOID:
        return "void"
    if code in ABNORMAL:
        return "abnormal"
    return "notice" if code in NOTICE else "normal"


def standing(facts: VehicleFacts, on: date, told: Collection[str] | None = None) -> Standing:
    """The condition of a vehicle on one day; the gravest letter decides, all are listed. Pure.

    Mortgage, pledge, seizure and open violations or accidents leave the license usable and show. What may
    not be driven (overdue, detained, stolen …) is abnormal; what is no longer registered is not shown.
    What has no letter of its own is said only to those who learn that claim; `told` None is the owner.
    """
    codes = codes_on(facts, on)
    worst = max((tone_of(code) for code in codes), key=_RANK.__getitem__)
    weighing = [code for code in codes if tone_of(code) == worst != "normal"]
    labels: list[Any] = [StatusLetter(code).label for code in weighing]
    reasons = [LETTERS[code].reason for code in weighing]
    advice = [LETTERS[code].advice for code in weighing]
    if worst in ("normal", "notice"):
        for claim, true, label, reason, way in (
            ("mortgage", facts.mortgaged_since, MORTGAGED, ENCUMBERED, ASK_CREDITOR),
            ("pledge", facts.pledged_since, PLEDGED, ENCUMBERED, ASK_CREDITOR),
            ("inspection", is_due_soon(facts, on), INSPECTION_DUE, _due(facts, on), BOOK),
        ):
            if true and (told is None or claim in told):
                worst = "notice"
                labels.append(label)
                reasons.append(reason)
                advice.append(way)
    if worst == "normal":
        return Standing("normal", codes, StatusLetter.NORMAL.label, valid_until=facts.scrap_on)
    return Standing(
        worst, codes, joined(labels, " · "), sentences(reasons), sentences(advice), facts.scrap_on
    )


def _due(facts: VehicleFacts, on: date) -> Any:
    until = facts.inspection_valid_until
    return format_lazy(INSPECTION_DUE_ON, date=until.isoformat(), days=(until - on).days)
