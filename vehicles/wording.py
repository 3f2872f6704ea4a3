"""What people read about a vehicle: words of each letter, sentence, rule and way on of each refusal."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.core.errors import RuleViolation
from portal.core.explanations import Explanation


@dataclass(frozen=True, slots=True)
class Words:
    """`code` names the refusal that follows from a letter; empty when the letter refuses nothing."""

    code: str
    reason: Any
    advice: Any
    rule: Any = ""


_CONTACT = _("Please contact the traffic police office that registered the vehicle.")
_IRREGULAR = _("The state of this vehicle is irregular.")
_CONDITIONS = _("Conditions of the electronic vehicle license: it is made only for a vehicle in order.")
_ENDED_RULE = _("Order 164, chapter 2, section 5: with the registration its licenses end.")
_PARK = _("Do not drive the vehicle until this is settled.")

LETTERS: dict[str, Words] = {
    "A": Words("", _("The vehicle is in order."), ""),
    "B": Words(
        "vehicle_transferred_out",
        _("The vehicle has been transferred to another office."),
        _("Register it at the new office first; apply again once it is on record there."),
        _CONDITIONS,
    ),
    "C": Words(
        "vehicle_stolen",
        _("The vehicle is reported stolen or robbed."),
        _("Found it again? Tell the police station that took your report; the register follows."),
        _("Order 164: no business with a vehicle on the list of stolen ones."),
    ),
    "D": Words(
        "",
        _("The vehicle has been taken out of use."),
        _("Have it put back into use at the office before it is driven."),
    ),
    "E": Words("vehicle_canceled", _("The vehicle is deregistered."), _CONTACT, _ENDED_RULE),
    "F": Words("vehicle_annulled", _("The registration has been annulled."), _CONTACT, _ENDED_RULE),
    "G": Words(
        "",
        _("A traffic violation with this vehicle has not yet been settled."),
        _("Settle it online or at the counter; the vehicle may be used meanwhile."),
    ),
    "H": Words(
        "", _("The vehicle is under customs supervision."), _("Ask the customs office before a sale.")
    ),
    "I": Words(
        "",
        _("An accident with this vehicle has not yet been settled."),
        _("Follow the letters of the office handling it."),
    ),
    "J": Words("", _IRREGULAR, _CONTACT),
    "K": Words(
        "",
        _("The vehicle is under seizure: it may not change hands."),
        _("Ask the court or authority that ordered it."),
    ),
    "L": Words(
        "vehicle_detained",
        _("The vehicle is detained by the traffic police."),
        _("Settle the matter for which it is held and fetch the vehicle; the register follows."),
        _("Road Traffic Safety Law, articles 95 to 98: detention of the vehicle."),
    ),
    "M": Words(
        "vehicle_scrap_due",
        _("The vehicle has reached the limit for mandatory scrapping."),
        _("Hand it to a scrapping company and have it deregistered; it must not be driven."),
        _("Road Traffic Safety Law, article 14: mandatory scrapping."),
    ),
    "N": Words(
        "vehicle_hit_and_run",
        _("The vehicle is looked for after a hit-and-run accident."),
        _("Go to the traffic police office that handles the accident."),
        _("Road Traffic Safety Law, article 70: duties after an accident."),
    ),
    "O": Words("", _IRREGULAR, _CONTACT),
    "P": Words(
        "vehicle_plates_void",
        _("Its plates and license have been declared void in public."),
        _CONTACT,
        _("Order 164, article 41: announcement that papers are void."),
    ),
    "Q": Words(
        "",
        _("The inspection is overdue: the vehicle must not be driven before it is inspected."),
        _("Book an inspection; the new date shows here as soon as the register has it."),
    ),
}
MORTGAGED = _("Mortgaged")
PLEDGED = _("Pledged")
ENCUMBERED = _("The vehicle is mortgaged or pledged.")
ASK_CREDITOR = _("It may be driven; a sale needs the consent of the creditor.")
INSPECTION_DUE = _("Inspection due soon")
INSPECTION_DUE_ON = _("The inspection is valid until {date}; {days} days are left.")
BOOK = _("Book an inspection; it is possible within three months before the end.")

REFUSALS: dict[str, Words] = {
    **{words.code: words for words in LETTERS.values() if words.code},
    "owner_unit_unknown": Words(
        "owner_unit_unknown",
        _("The unit that owns this vehicle has no account here."),
        _("The unit registers at a counter of the traffic police; its members can then apply."),
        "",
    ),
}
SENTENCES: dict[str, Any] = {
    **{code: words.reason for code, words in REFUSALS.items()},
    "not_the_owner": _("Only the owner, or somebody who acts for the owning unit, may do this."),
    "use_without_license": _("The owner's own electronic license must be in force and up to date first."),
    "consent_missing_vehicle": _("Please give your consent first."),
    "copy_purpose_unknown": _("Please choose one of the purposes."),
    "copy_term_wrong": _("The last day can be any from today up to %(latest)s."),
    "copy_recipient_missing": _("Enter who the copy is for."),
    "vehicle_not_shown": _("In its present state no copy of this license is made."),
    "report_not_made": _("A report is made while the vehicle has its electronic license and is registered."),
    "plate_type_unknown": _("This is no plate type of a registered vehicle."),
    "plate_wrong_type": _("This number does not belong to that plate type."),
    "plate_malformed": _("This is not a plate number."),
    "uscc_malformed": _("A unified social credit code has 18 characters, never I, O, S, V or Z."),
    "uscc_check_sign": _("The unified social credit code has a mistake: its check character is wrong."),
    "vin_malformed": _("A vehicle identification number has 17 characters, never I, O or Q."),
    "vin_check_digit": _("The vehicle identification number has a mistake: its check digit is wrong."),
}
FACTS: dict[str, Any] = {
    "plate": _("Plate number"),
    "since": _("Since"),
    "scrap_on": _("To be scrapped by"),
    "as_of": _("Register as of"),
}


def explain(violation: RuleViolation) -> Explanation:
    """Sentence, rule, facts and advice of a refusal; any code is answered."""
    words = REFUSALS.get(violation.code)
    facts = tuple((FACTS[name], str(value)) for name, value in violation.facts.items() if name in FACTS)
    if words is None:
        return Explanation(violation.code, violation.sentence, "", _CONTACT, facts)
    return Explanation(violation.code, words.reason, words.rule, words.advice, facts)
