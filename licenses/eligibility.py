"""May this license have an electronic copy? A pure rule that answers with reasons."""

from datetime import datetime

from django.utils import timezone

from licenses.facts import LicenseFacts
from licenses.standing import codes_on, tone_of
from licenses.wording import LETTERS
from portal.core.errors import RuleViolation


def refusals(facts: LicenseFacts, at: datetime) -> list[RuleViolation]:
    """Why no electronic license may be issued at `at`, gravest first; empty when it may.

    In order, an unsettled violation and an unsettled accident do not refuse; deferred renewal, medical
    examination or review do not refuse within their term (Order 162, articles 61 and 75).
    """
    on = timezone.localdate(at)
    found: dict[str, RuleViolation] = {}
    for letter in codes_on(facts, on):
        code = LETTERS[letter].code
        if code and code not in found and tone_of(letter, facts, on) in ("abnormal", "void"):
            found[code] = RuleViolation(code, **_relied_on(letter, facts))
    return list(found.values())


def _relied_on(letter: str, facts: LicenseFacts) -> dict[str, str | int]:
    """The register's facts behind one refusal, as a person may read them."""
    relied: dict[str, str | int] = {
        "file_number": facts.file_number,
        "as_of": timezone.localtime(facts.as_of).date().isoformat(),
    }
    if letter == "B":
        relied |= {"points": facts.points, "points_cycle_from": facts.points_cycle_from.isoformat()}
    if letter == "M" and facts.valid_until:
        relied["valid_until"] = facts.valid_until.isoformat()
    if letter in "NPT" and facts.deferred_until:
        relied["deferred_until"] = facts.deferred_until.isoformat()
    return relied
