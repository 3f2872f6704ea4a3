"""What people read about a license: words of each letter, sentence, rule and ways on of each refusal."""

from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from licenses.codes import SeizureReason
from portal.core.errors import RuleViolation
from portal.core.explanations import Explanation


@dataclass(frozen=True, slots=True)
class Words:
    """`code` names the refusal that follows from a letter; empty when the letter refuses nothing."""

    code: str
    reason: Any
    advice: Any
    rule: Any = ""


_CONTACT = _("Please contact the traffic police office that issued the license.")
_IRREGULAR = _("The state of this license is irregular.")
_ENDED_RULE = _("Order 162, article 79: the electronic license ends with the license.")
_CONDITIONS = _("Conditions of the electronic license: none while the license is locked or stopped.")
_DRIVING = _("Do not drive until this is settled.")

LETTERS: dict[str, Words] = {
    "A": Words("", _("The license is in order."), ""),
    "B": Words(
        "license_points_full",
        _("12 points have been reached in this cycle. The license cannot be used for driving."),
        _("Take the course and the examination on traffic law; the points are then cleared."),
        _("Road Traffic Safety Law, article 24; Order 162, article 71: 12 points in 12 months."),
    ),
    "C": Words(
        "license_transferred_out",
        _("The license has been transferred to another issuing office."),
        _("Ask the office that holds your file now; apply again once it is registered there."),
        _("Order 162, article 61: the electronic license follows the license on record."),
    ),
    "D": Words(
        "license_suspended",
        _("The license is suspended."),
        _DRIVING,
        _("Road Traffic Safety Law, chapter 7: suspension of the license."),
    ),
    "E": Words("license_annulled", _("The license has been annulled."), _CONTACT, _ENDED_RULE),
    "F": Words("license_revoked", _("The license has been revoked."), _CONTACT, _ENDED_RULE),
    "G": Words("license_canceled", _("The license has been canceled."), _CONTACT, _ENDED_RULE),
    "H": Words(
        "",
        _("A traffic violation has not yet been settled."),
        _("Settle it online or at the counter; the license may be used meanwhile."),
    ),
    "I": Words(
        "",
        _("A traffic accident has not yet been settled."),
        _("Follow the letters of the office handling it; the license may be used meanwhile."),
    ),
    "J": Words("license_stopped", _IRREGULAR, _CONTACT, _CONDITIONS),
    "K": Words(
        "license_seized",
        _("The license is seized as evidence."),
        _DRIVING,
        _("Order 157: seizure of the license during a procedure."),
    ),
    "L": Words("license_locked", _IRREGULAR, _CONTACT, _CONDITIONS),
    "M": Words(
        "license_renewal_overdue",
        _("The license has expired and has not been renewed."),
        _("Renew it online or at any traffic police office, then apply again; your answers are kept."),
        _("Order 162, article 63: renew within 90 days before the license expires."),
    ),
    "N": Words(
        "license_deferral_over",
        _("The time for which the renewal was deferred is over."),
        _("Renew the license now, then apply again."),
        _("Order 162, article 75: a deferral lasts at most three years."),
    ),
    "P": Words(
        "license_deferral_over",
        _("The time for which the medical examination was deferred is over."),
        _("Hand in the medical certificate now, then apply again."),
        _("Order 162, article 75: a deferral lasts at most three years."),
    ),
    "R": Words(
        "license_canceled_recoverable",
        _("The license has been canceled and may be recovered by an examination."),
        _("Apply for the examination at the issuing office within two years."),
        _("Order 162, article 79: canceled after one year overdue, recoverable within two years."),
    ),
    "S": Words(
        "license_review_overdue",
        _("The review of the license is overdue."),
        _("Have the license reviewed online or at the counter, then apply again."),
        _("Order 162, article 70: the license is reviewed at its times."),
    ),
    "T": Words(
        "license_deferral_over",
        _("The time for which the review was deferred is over."),
        _("Have the license reviewed now, then apply again."),
        _("Order 162, article 75: a deferral lasts at most three years."),
    ),
    "U": Words(
        "license_detained",
        _("The license is detained by the traffic police."),
        _DRIVING,
        _("Road Traffic Safety Law, article 110: detention of the license."),
    ),
}
# The letter each ground of a seizure sets, and its rule.
_DETENTION = _("Road Traffic Safety Law, article 110; Order 157, article 31: detention of the license.")
SEIZURES: dict[str, tuple[str, Any]] = {
    SeizureReason.ALCOHOL: ("U", _DETENTION),
    SeizureReason.POINTS: ("U", _("Road Traffic Safety Law, article 24; Order 157, article 31: 12 points.")),
    SeizureReason.SPEEDING: ("U", _DETENTION),
    SeizureReason.HANDED_OVER: ("U", _DETENTION),
    SeizureReason.SCRAP: ("U", _DETENTION),
    SeizureReason.ON_THE_SPOT: ("U", _("Road Traffic Safety Law, article 110: detention of the license.")),
    SeizureReason.SUSPENSION: ("D", LETTERS["D"].rule),
    SeizureReason.ACCIDENT: ("K", _("Order 146: what proves how an accident came about may be seized.")),
    SeizureReason.EVIDENCE: ("K", LETTERS["K"].rule),
}
EXPIRES_SOON = _("Expires soon")
EXPIRES_ON = _("The license expires on {date}; {days} days are left.")
RENEW = _("Renew it online or at any traffic police office within the 90 days before it expires.")


class Reason(TextChoices):
    """Why an officer sends an application back or refuses it: closed, so that both languages have it."""

    PHOTO_BLURRED = "photo_blurred", _("The photo is blurred, too dark or has glare.")
    PHOTO_BACKGROUND = "photo_background", _("The background of the photo is not white.")
    PHOTO_HEAD = "photo_head", _("The head is too near the edge, turned or cut off.")
    PHOTO_HEADWEAR = "photo_headwear", _("A hat or glasses cover the face in the photo.")
    PHOTO_OLD = "photo_old", _("The photo is not recent.")
    PHOTO_OF_SOMEBODY_ELSE = "photo_of_somebody_else", _("The photo does not show the holder of the license.")
    PHOTO_ALTERED = "photo_altered", _("The photo has been altered.")
    REGISTER_DIFFERS = "register_differs", _("The register does not agree with the application.")
    SEE_NOTE = "see_note", _("The officer has left a note.")


SEND_BACK_REASONS = (
    Reason.PHOTO_BLURRED,
    Reason.PHOTO_BACKGROUND,
    Reason.PHOTO_HEAD,
    Reason.PHOTO_HEADWEAR,
    Reason.PHOTO_OLD,
    Reason.SEE_NOTE,
)
REFUSE_REASONS = (
    Reason.PHOTO_OF_SOMEBODY_ELSE,
    Reason.PHOTO_ALTERED,
    Reason.REGISTER_DIFFERS,
    Reason.SEE_NOTE,
)
_PHOTO_RULE = _("Order 162, article 12: the license carries a photo of its holder.")
_NEW_PHOTO = _("Apply again with a new photo, or use the photo on file.")

REFUSALS: dict[str, Words] = {
    **{
        words.code: words
        for words in LETTERS.values()
        if words.code and words.code != "license_deferral_over"
    },
    "license_deferral_over": Words(
        "license_deferral_over",
        _("The time of the deferral is over."),
        _("Do now what was deferred, then apply again."),
        LETTERS["N"].rule,
    ),
    Reason.PHOTO_OF_SOMEBODY_ELSE: Words("", Reason.PHOTO_OF_SOMEBODY_ELSE.label, _NEW_PHOTO, _PHOTO_RULE),
    Reason.PHOTO_ALTERED: Words("", Reason.PHOTO_ALTERED.label, _NEW_PHOTO, _PHOTO_RULE),
    Reason.REGISTER_DIFFERS: Words(
        "",
        Reason.REGISTER_DIFFERS.label,
        _("Have the register corrected at the issuing office, then apply again."),
        _("Order 162, article 61: the electronic license shows what the register holds."),
    ),
    Reason.SEE_NOTE: Words("", Reason.SEE_NOTE.label, _("Read the note below, then apply again."), ""),
}
SENTENCES: dict[str, Any] = {
    **{code: words.reason for code, words in REFUSALS.items() if words.code},
    "not_the_holder": _("Only the holder may apply for the electronic license."),
    "already_issued": _("You hold an electronic license for this license already."),
    "consent_missing": _("Please give your consent first."),
    "photo_missing": _("Please choose a photo first."),
    "photo_not_on_file": _("There is no photo of you on file. Please upload one."),
    "photo_attempts_used_up": _(
        "%(attempts)s photos could not be used. Use the photo on file or go to a counter with your ID card."
    ),
    "photos_too_many": _("You have sent many photos within an hour. Please try again later."),
    "not_a_reviewer": _("Only an officer who reviews applications may do this."),
    "not_your_city": _("This application belongs to a city that is not one of yours."),
    "own_application": _("Nobody decides about an application of their own."),
    "taken_up_by_other": _("%(officer)s is working on this application."),
    "reason_unknown": _("Please choose one of the reasons."),
    "already_seized": _("This license is seized already: %(reference)s."),
    "no_seizing_officer": _("Only an officer with a badge seizes a license or ends a seizure."),
    "seizure_of_another_city": _("The police of another city answer for this seizure."),
    "own_request": _("Somebody else must confirm the release that you have requested."),
    "seizure_moved": _("This seizure has changed meanwhile: nothing was done."),
    "note_missing": _("Please write the note that the applicant will read."),
}
FACTS: dict[str, Any] = {
    "points": _("Points"),
    "points_cycle_from": _("Points counted from"),
    "valid_until": _("Valid until"),
    "deferred_until": _("Deferred until"),
    "file_number": _("File number"),
    "as_of": _("Register as of"),
}


def explain(violation: RuleViolation) -> Explanation:
    """Sentence, rule, facts and advice of a refusal; any code is answered."""
    words = REFUSALS.get(violation.code)
    facts = tuple((FACTS[name], str(value)) for name, value in violation.facts.items() if name in FACTS)
    if words is None:
        return Explanation(violation.code, violation.sentence, "", _CONTACT, facts)
    return Explanation(violation.code, words.reason, words.rule, words.advice, facts)
