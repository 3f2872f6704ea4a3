"""Applications for the electronic license, from draft to decision: the one door to their status."""

from licenses.applying.applicant import (
    begin,
    consent,
    hand_in,
    may_upload,
    refusals_now,
    submit,
    upload_photo,
    use_photo_on_file,
    withdraw,
)
from licenses.applying.deciding import decide, waiting_for_the_portal
from licenses.applying.moves import EDITABLE, MOVES, OPEN, subject_of
from licenses.applying.reviewing import approve, check_reviewer, claim, refuse, release, send_back

__all__ = [
    "EDITABLE",
    "MOVES",
    "OPEN",
    "approve",
    "begin",
    "check_reviewer",
    "claim",
    "consent",
    "decide",
    "hand_in",
    "may_upload",
    "refusals_now",
    "refuse",
    "release",
    "send_back",
    "subject_of",
    "submit",
    "upload_photo",
    "use_photo_on_file",
    "waiting_for_the_portal",
    "withdraw",
]
