"""Codes in messages: six digits to a phone, checked once, whatever they are for.

Nothing here looks for a login, so known and unknown phones cannot be told apart.
"""

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Self

from portal.accounts.texting import post_sms
from portal.core.digests import keyed_digest, same_digest
from portal.core.errors import RuleViolation
from portal.core.guessing import Limit, network_of, take

CODE_LIFE = timedelta(minutes=5)
RESEND_AFTER = timedelta(seconds=30)

GUESSES = Limit("otp-guess", 5, 600)
GUESSES_ADDRESS = Limit("otp-guess-address", 200, 3600)
GUESSES_PHONE = Limit("otp-guess-phone", 25, 3600)
SENDS_ADDRESS = Limit("otp-send-address", 60, 600)
SENDS_PHONE = Limit("otp-send-phone", 5, 600)
SENDS_PHONE_DAY = Limit("otp-send-phone-day", 20, 86_400)
USES = Limit("otp-use", 1, 600)


@dataclass(frozen=True, slots=True)
class PendingCode:
    """What the session keeps until the code comes back; the code only as a keyed digest."""

    phone: str
    nonce: str
    digest: str
    sent_at: float
    next_path: str = ""

    def as_state(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_state(cls, state: Mapping[str, Any] | None) -> Self | None:
        return cls(**state) if state else None

    def wait_seconds(self, *, at: datetime) -> int:
        """How long until another code may be asked for."""
        return max(0, int(self.sent_at + RESEND_AFTER.total_seconds() - at.timestamp() + 0.999))

    def is_over(self, *, at: datetime) -> bool:
        return at.timestamp() > self.sent_at + CODE_LIFE.total_seconds()


def start(*, phone: str, text: str, address: str, at: datetime, next_path: str = "") -> PendingCode:
    """Send a code to any phone; raises RuleViolation when that happens too often.

    `text` says what the code is for, with `%(code)s` and `%(minutes)s`.
    """
    take((SENDS_ADDRESS, network_of(address)), (SENDS_PHONE, phone), (SENDS_PHONE_DAY, phone))
    code = f"{secrets.randbelow(10**6):06}"
    nonce = secrets.token_hex(16)
    minutes = int(CODE_LIFE.total_seconds() // 60)
    post_sms(
        phone=phone,
        text=text % {"code": code, "minutes": minutes},
        code=code,
        expires_at=at + CODE_LIFE,
        at=at,
    )
    return PendingCode(phone, nonce, _digest(nonce, phone, code), at.timestamp(), next_path)


def resend(pending: PendingCode, *, text: str, address: str, at: datetime) -> PendingCode:
    """Send a new code in place of the old one, after a short wait (`code_wait`, fact `seconds`)."""
    if seconds := pending.wait_seconds(at=at):
        raise RuleViolation("code_wait", seconds=seconds)
    return start(phone=pending.phone, text=text, address=address, at=at, next_path=pending.next_path)


def check(pending: PendingCode, *, code: str, address: str, at: datetime) -> None:
    """Pass with the right code, once; five guesses a code, however many arrive at the same moment.

    Raises RuleViolation: `code_expired`, `code_used_up`, `code_wrong`, `too_many_tries`,
    `tries_not_countable`.
    """
    if pending.is_over(at=at):
        raise RuleViolation("code_expired")
    take((GUESSES_ADDRESS, network_of(address)))
    _take_as((GUESSES, pending.nonce), "code_used_up")
    take((GUESSES_PHONE, pending.phone))
    given = bytes.fromhex(_digest(pending.nonce, pending.phone, code))
    if not same_digest(given, bytes.fromhex(pending.digest)):
        raise RuleViolation("code_wrong")
    _take_as((USES, pending.nonce), "code_expired")


def _take_as(one_try: tuple[Limit, str], code: str) -> None:
    try:
        take(one_try)
    except RuleViolation as refusal:
        raise RuleViolation(code if refusal.code == "too_many_tries" else refusal.code) from None


def _digest(nonce: str, phone: str, code: str) -> str:
    return keyed_digest("otp", nonce, phone, code).hex()
