"""May this vehicle have an electronic license? A pure rule that answers with reasons."""

from datetime import datetime

from django.utils import timezone

from portal.core.errors import RuleViolation
from vehicles.facts import VehicleFacts
from vehicles.plates import plate_of
from vehicles.standing import codes_on
from vehicles.wording import LETTERS


def refusals(facts: VehicleFacts, at: datetime) -> list[RuleViolation]:
    """Why no electronic license may be issued at `at`, gravest first; empty when it may.

    Transferred out, detained, stolen, deregistered, hit-and-run, to be scrapped, declared void. Mortgage,
    violations and an overdue inspection refuse nothing: the license shows them.
    """
    found: dict[str, RuleViolation] = {}
    for letter in codes_on(facts, timezone.localdate(at)):
        code = LETTERS[letter].code
        if code and code not in found:
            found[code] = RuleViolation(code, **_relied_on(letter, facts))
    if not facts.is_personal and facts.organization_id is None:
        found["owner_unit_unknown"] = RuleViolation("owner_unit_unknown")
    return list(found.values())


def _relied_on(letter: str, facts: VehicleFacts) -> dict[str, str]:
    """The register's facts behind one refusal, as a person may read them."""
    relied = {
        "plate": plate_of(facts.plate_type, facts.plate_number).text,
        "as_of": timezone.localtime(facts.as_of).date().isoformat(),
    }
    if letter == "M" and facts.scrap_on:
        relied["scrap_on"] = facts.scrap_on.isoformat()
    return relied
