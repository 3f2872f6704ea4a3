"""A second look at the phone before somebody else is given rights: a code that says what it is for.

A session alone may be a borrowed or stolen one, and the message names the act to whoever is being talked into
it. Signing in does not count; a code entered in this session counts for `CONFIRMED_SECONDS`.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from portal.accounts import phone_codes
from portal.accounts.phone_codes import PendingCode
from portal.audit.actions import Action
from portal.audit.log import record
from portal.core.actors import Actor
from portal.core.errors import RuleViolation
from portal.core.subjects import Subject

CONFIRMED = "confirmed_at"


@dataclass(frozen=True, slots=True)
class ConfirmedAct:
    """What is confirmed. `text` is the message, with `%(code)s` and `%(minutes)s`; `button` does the act."""

    slug: str
    sentence: Any
    text: Any
    button: Any

    @property
    def key(self) -> str:
        """Where the session keeps the code of this act: that of another one does not serve."""
        return f"confirm:{self.slug}"


def is_confirmed(session: Any, *, at: datetime) -> bool:
    """Whether this session has entered such a code a short while ago."""
    return 0 <= at.timestamp() - session.get(CONFIRMED, 0) < settings.CONFIRMED_SECONDS


def pending_in(session: Any, act: ConfirmedAct) -> PendingCode | None:
    return PendingCode.from_state(session.get(act.key))


def send(
    session: Any, act: ConfirmedAct, *, phone: str, address: str, at: datetime, again: bool = False
) -> None:
    """Send a code unless one is on its way, or another one `again`; raises what `phone_codes` raises."""
    before, text = pending_in(session, act), str(act.text)
    if before is None or before.is_over(at=at):
        fresh = phone_codes.start(phone=phone, text=text, address=address, at=at)
    elif again:
        fresh = phone_codes.resend(before, text=text, address=address, at=at)
    else:
        return
    session[act.key] = fresh.as_state()


def confirm(session: Any, act: ConfirmedAct, *, code: str, address: str, actor: Actor, at: datetime) -> None:
    """Take the code; raises `code_expired` when none was sent, or what `phone_codes.check()` raises."""
    pending = pending_in(session, act)
    if pending is None:
        raise RuleViolation("code_expired")
    phone_codes.check(pending, code=code, address=address, at=at)
    del session[act.key]
    session[CONFIRMED] = at.timestamp()
    login = Subject("login", str(actor.user_id))
    record(Action.ACT_CONFIRMED, subject=login, person_id=actor.person_id, actor=actor, at=at, act=act.slug)
