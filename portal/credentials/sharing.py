"""Let somebody check a credential from afar, by a code that ends by itself; and stop it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.audit.actions import Action
from portal.audit.log import record
from portal.core.actors import Actor
from portal.core.errors import RuleViolation
from portal.credentials import share_codes
from portal.credentials.issuing import subject
from portal.credentials.kinds import CredentialKind, kind_of
from portal.credentials.models import Credential, Share, Verification
from portal.credentials.presenting import status_of
from portal.credentials.reading import find
from portal.credentials.share_scopes import Scope, SharedKind

MOST_ENDED = 20  # on the list


class Term(TextChoices):
    """How long a share code is good."""

    SOON = "10m", _("10 minutes")
    DAY = "24h", _("24 hours")
    WEEKS = "21d", _("21 days")

    @property
    def length(self) -> timedelta:
        return timedelta(seconds=settings.SHARE_SECONDS[self.value])


@dataclass(frozen=True, slots=True, repr=False)
class Made:
    """A new share with its code, which nobody can be told again."""

    share: Share
    code: str


@dataclass(frozen=True, slots=True, repr=False)
class Listed:
    """A share as its holder sees it: why it has `ended`, empty while it is live, and its checks."""

    share: Share
    ended: str
    looks: Sequence[Verification]


def can_be_shared(kind: CredentialKind) -> bool:
    """Whether this kind lets its holder make share codes; what is only lent does not."""
    return isinstance(kind, SharedKind)


@transaction.atomic
def make(
    *, credential: Credential, scope: str, term: str, uses: int, note: str, actor: Actor, at: datetime
) -> Made:
    """A new share code for a credential the actor holds or acts for.

    The row of the credential is locked, so that no more are live than settings allow. Raises RuleViolation:
    `not_found`, `not_shared`, `not_shown`, `share_wish_unknown`, `share_uses_wrong`, `too_many_shares`.
    """
    held = Credential.objects.visible_to(actor).filter(pk=credential.pk)
    if not held.select_for_update(of=("self",)).exists():
        raise RuleViolation("not_found")
    _check_state(credential, at)
    _check_wish(credential, scope, term, uses, at)
    code = share_codes.new_code()
    share = Share.objects.create(
        credential=credential,
        digest=share_codes.digest(code),
        scope=scope,
        note=" ".join(note.split())[:60],
        uses_most=uses,
        created_at=at,
        expires_at=at + Term(term).length,
    )
    facts = {"scope": scope, "until": share.expires_at.isoformat(), "uses": uses}
    _record(Action.SHARE_MADE, share, actor, at, **facts)
    return Made(share, code)


def _check_state(credential: Credential, at: datetime) -> None:
    if not can_be_shared(kind_of(credential.kind)):
        raise RuleViolation("not_shared")
    if not is_shown(credential, at):
        raise RuleViolation("not_shown")


def is_shown(credential: Credential, at: datetime) -> bool:
    """Whether its state allows a code at all; what is not shown is not shared."""
    kind = kind_of(credential.kind)
    found = find(kind, credential.pk)
    return found.entry is not None and status_of(found, kind, at).shows_code


def _check_wish(credential: Credential, scope: str, term: str, uses: int, at: datetime) -> None:
    if scope not in Scope.values or term not in Term.values:
        raise RuleViolation("share_wish_unknown")
    if not 1 <= uses <= settings.SHARE_USES_MOST:
        raise RuleViolation("share_uses_wrong", most=settings.SHARE_USES_MOST)
    if Share.objects.live(at).filter(credential=credential).count() >= settings.SHARES_LIVE_MOST:
        raise RuleViolation("too_many_shares", most=settings.SHARES_LIVE_MOST)


@transaction.atomic
def stop(*, share: Share, actor: Actor, at: datetime) -> bool:
    """End a live share at once; False, and nothing written, when it had ended already."""
    if not Credential.objects.visible_to(actor).filter(pk=share.credential_id).exists():
        raise RuleViolation("not_found")
    if not Share.objects.live(at).filter(pk=share.pk).update(stopped_at=at):
        return False
    _record(Action.SHARE_STOPPED, share, actor, at)
    return True


def _record(action: Action, share: Share, actor: Actor, at: datetime, **facts: Any) -> None:
    credential = share.credential
    record(
        action,
        subject=subject(credential),
        actor=actor,
        person_id=credential.holder_id,
        at=at,
        share=str(share.pk),
        **facts,
    )


def listed(credential: Credential, at: datetime) -> list[Listed]:
    """The live shares of a credential and the newest ended ones, newest first, with who used them."""
    mine = Share.objects.filter(credential=credential).order_by("-created_at", "-pk")
    ended = mine.exclude(pk__in=mine.live(at).values("pk"))[:MOST_ENDED]
    shares = [*mine.live(at), *ended]
    looks = _looks(credential, shares)
    return [Listed(share, share.why_ended(at), looks.get(share.pk.bytes, ())) for share in shares]


def _looks(credential: Credential, shares: Sequence[Share]) -> dict[bytes, list[Verification]]:
    """The checks by each share, oldest first, along the holder's index; an organization has none."""
    found: dict[bytes, list[Verification]] = {}
    if credential.holder_id is None or not shares:
        return found
    rows = Verification.objects.filter(
        person_id=credential.holder_id,
        credential_id=credential.pk,
        checked_at__gte=min(share.created_at for share in shares),
        cti__in=[share.pk.bytes for share in shares],
    )
    for row in rows.order_by("checked_at"):
        found.setdefault(bytes(row.cti or b""), []).append(row)
    return found
