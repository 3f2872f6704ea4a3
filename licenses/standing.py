"""What the register's facts mean on one day: the standing of a driver's license."""

from datetime import date
from typing import Any

from django.conf import settings
from django.utils.text import format_lazy

from licenses.codes import StatusLetter
from licenses.facts import LicenseFacts
from licenses.wording import EXPIRES_ON, EXPIRES_SOON, LETTERS, RENEW
from portal.core.explanations import joined, sentences
from portal.credentials.kinds import Standing

POINTS_OF_A_CYCLE = 12  # Order 162, article 71
VOID = "FEGRLJ"
ABNORMAL = "BDUKMSC"
DEFERRALS = "NPT"
NOTICE = "HI"
GRAVEST_FIRST = VOID + ABNORMAL + DEFERRALS + NOTICE
_RANK = {"normal": 0, "notice": 1, "abnormal": 2, "void": 3}


def deferral_is_over(facts: LicenseFacts, on: date) -> bool:
    """Whether a deferral (Order 162, article 75) has run out; without an end it ends with the license."""
    end = facts.deferred_until or facts.valid_until
    return end is not None and end < on


def codes_on(facts: LicenseFacts, on: date) -> tuple[str, ...]:
    """The national letters true on that day, gravest first; never empty.

    The register's own letters, that of a seizure, and those its figures imply before it has set them:
    B at 12 points (article 71), M the day after the last day of validity unless the renewal is deferred
    (articles 63, 75).
    """
    letters = set(facts.letters)
    if facts.points >= POINTS_OF_A_CYCLE:
        letters.add("B")
    expired = facts.valid_until is not None and facts.valid_until < on
    if expired and not ("N" in letters and not deferral_is_over(facts, on)):
        letters.add("M")
    return tuple(letter for letter in GRAVEST_FIRST if letter in letters) or ("A",)


def tone_of(code: str, facts: LicenseFacts, on: date) -> str:
    """How grave one letter is: void, abnormal, notice or normal."""
    if code in VOID:
        return "void"
    if code in ABNORMAL:
        return "abnormal"
    if code in DEFERRALS:
        return "abnormal" if deferral_is_over(facts, on) else "normal"
    return "notice" if code in NOTICE else "normal"


def standing(facts: LicenseFacts, on: date) -> Standing:
    """The condition of a license on one day; the gravest letter decides, all are listed. Pure.

    Order 162 articles 61 (same force as paper), 63, 71, 75, 79. An unsettled violation or accident leaves the
    license usable; stopped, locked, annulled, revoked and canceled ones are not shown at all.
    """
    codes = codes_on(facts, on)
    tones = {code: tone_of(code, facts, on) for code in codes}
    worst = max(tones.values(), key=lambda tone: _RANK[tone])
    days_left = (facts.valid_until - on).days if facts.valid_until else None
    soon = days_left is not None and 0 <= days_left <= settings.NOTICE_DAYS_BEFORE_EXPIRY
    if worst == "normal" and soon:
        worst = "notice"
    if worst == "normal":
        return Standing("normal", codes, StatusLetter.NORMAL.label, valid_until=facts.valid_until)
    weighing = [code for code in codes if tones[code] == worst]
    labels: list[Any] = [StatusLetter(code).label for code in weighing]
    reasons = [LETTERS[code].reason for code in weighing]
    advice = [LETTERS[code].advice for code in weighing]
    if soon and worst == "notice":
        labels.append(EXPIRES_SOON)
        reasons.append(format_lazy(EXPIRES_ON, date=str(facts.valid_until), days=days_left))
        advice.append(RENEW)
    return Standing(
        worst, codes, joined(labels, " · "), sentences(reasons), sentences(advice), facts.valid_until
    )
