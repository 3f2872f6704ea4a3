"""What is said of a card that somebody uses with the owner's authorization."""

from dataclasses import dataclass
from datetime import date
from typing import Any

GRANT_ENDED = "grant_ended"


@dataclass(frozen=True, slots=True, repr=False)
class Delegation:
    """Whose card it is (masked), for what, and the last day; `name` is who shows it, in full.

    `code` is the purpose for programs, `purpose` the same in words. At `end_url` whoever holds the card
    gives it back.
    """

    owner_masked: str
    purpose: Any
    until: date
    end_url: str = ""
    name: str = ""
    code: str = ""
