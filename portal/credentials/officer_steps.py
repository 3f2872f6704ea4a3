"""The checklist of an officer for every answer that is not simply good."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.credentials.late_scans import Late
from portal.credentials.verifying import Verdict

ID_CARD = _("Ask for the ID card, and for the paper license if the driver has it with them.")
FRESH = _("Ask the driver to open the card in the wallet and to renew the code; then scan again.")
LOOK_UP = _("If that fails, have the person looked up in the register by the ID card.")
KEEP = _("Write down the number of this check: it is in the log, with your name.")
NO_PAPER = _(
    "Where an electronic driver's license exists, not carrying the paper one is no offense, even if it "
    "cannot be checked now. The paper vehicle license must be in the vehicle all the same."
)
HOLD = _(
    "Where the license must be held: issue the paper form and have the register entry changed. "
    "The phone stays with the driver."
)
FORGED = _(
    "If it fails again, treat the code as forged: keep the number of this check and secure the evidence."
)

OFFLINE = (
    ID_CARD,
    NO_PAPER,
    _("Have the control room look the person up by radio if you need the answer now."),
    _("Write down name and ID number: the late answer shows only a part of the number."),
)
STEPS: dict[str, tuple[Any, ...]] = {
    "notice": (_("The license may be used today; tell the driver what the note says."),),
    "abnormal": (
        _("Driving is barred for the reason above: end the journey and handle the case."),
        HOLD,
        KEEP,
    ),
    "outdated": (
        _("The driver has a license; only this electronic copy is out of date."),
        _("Use what the register says; tell the driver to apply again, which takes a minute."),
    ),
    "malformed": (FRESH, _("Codes of other apps cannot be checked here."), ID_CARD, LOOK_UP),
    "bad_signature": (FRESH, FORGED, ID_CARD, LOOK_UP),
    "unknown_key": (FRESH, FORGED, ID_CARD, LOOK_UP),
    "expired": (FRESH, _("A screenshot or a print of a code is worth nothing."), ID_CARD, NO_PAPER, LOOK_UP),
    "already_used": (
        FRESH,
        _("If no fresh code can be shown, what you saw may be a copy of somebody else's screen."),
        ID_CARD,
        LOOK_UP,
    ),
    "revoked": (
        ID_CARD,
        _("Have the person looked up in the register: the license may be revoked, canceled or locked."),
        _("If the register bars driving: end the journey and handle the case."),
        KEEP,
    ),
    "superseded": (_("Ask the driver to open the newer card in the wallet and to show its code."), LOOK_UP),
    "grant_ended": (_("Ask who owns the vehicle and for the paper vehicle license."), ID_CARD, LOOK_UP),
    "unknown": (
        _("Type the eight characters again; they change every minute."),
        FRESH,
        ID_CARD,
        LOOK_UP,
    ),
    "late": (
        _("Compare the number with the one you wrote down on the spot."),
        _("Nobody has checked this person at the time of the stop: the answer is about now."),
        KEEP,
    ),
    "late-bad": (
        _("Compare the number with the one you wrote down on the spot."),
        _("Look the person up in the register with your case and follow it up."),
        KEEP,
    ),
}
COMPARED = ("notice", "abnormal", "outdated")  # begin with what the kind says is compared


def steps_for(verdict: Verdict, *, late: Late | None = None) -> list[str]:
    """What to do, in order; empty for a plain valid answer."""
    case = _case(verdict, late)
    first = [verdict.kind.compare] if verdict.kind and case in COMPARED else []
    return [str(step) for step in (*first, *STEPS.get(case, ()))]


def _case(verdict: Verdict, late: Late | None) -> str:
    if late is not None:
        return "late-bad" if late.status.tone in ("abnormal", "void") else "late"
    if verdict.reason:
        return verdict.reason
    if verdict.result != "abnormal":
        return verdict.status.tone if verdict.status else ""
    return "outdated" if _is_outdated(verdict) else "abnormal"


def _is_outdated(verdict: Verdict) -> bool:
    """Whether only our copy has grown old: the register itself has nothing against the holder."""
    if verdict.kind is None or verdict.entry is None:
        return False
    standing = verdict.kind.standing(verdict.entry, timezone.localdate(verdict.checked_at))
    return standing.tone not in ("abnormal", "void")
