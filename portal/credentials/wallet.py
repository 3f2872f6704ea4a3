"""What a holder sees: the cards in the wallet, one card, and who looked."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from portal.accounts.purposes import Purpose
from portal.core.actors import Actor
from portal.credentials.delegates import GRANT_ENDED, Delegation
from portal.credentials.kinds import CardFace, CredentialKind, kind_of
from portal.credentials.models import CounterVisit, Credential, Verification
from portal.credentials.presenting import status_of
from portal.credentials.querysets import CredentialQuerySet
from portal.credentials.reading import Found, find_all
from portal.credentials.status import DisplayedStatus

_TONES = {"valid": "normal", "abnormal": "abnormal", "not_valid": "void"}


@dataclass(frozen=True, slots=True, repr=False)
class CardView:
    """One card, ready for a template: words, numbers and addresses, no model.

    `subject` is the register entry it was issued for, as its line names it. `days_left` is set while the end
    is near. `ended_at` is when this copy ended, `register_as_of` when the register was last brought up to
    date about it.
    """

    id: UUID
    kind: str
    subject: str
    kind_title: str
    kind_title_en: str
    tone: str
    state: str
    tag_label: str
    reason: str
    advice: str
    number_masked: str
    issued_at: datetime | None
    status_checked_at: datetime
    valid_until: date | None
    url: str
    pdf_url: str
    activity_url: str
    photo_url: str
    issuer: str
    rows: tuple[Any, ...]
    back_rows: tuple[Any, ...]
    paper_needed: tuple[Any, ...]
    conditions: tuple[Any, ...] = ()
    caution: str = ""
    banner: str = ""
    banner_facts: Any = None
    copy_url: str = ""
    authorize_url: str = ""
    end_reason: str = ""
    days_left: int | None = None
    ended_at: datetime | None = None
    register_as_of: datetime | None = None
    delegation: Delegation | None = None
    code: dict[str, Any] | None = None

    @property
    def shows_code(self) -> bool:
        return self.tone != "void"


def card_of(credential: Credential, found: Found, kind: CredentialKind, *, at: datetime) -> CardView:
    """The view of one credential from what was read a moment ago; no statement."""
    status = status_of(found, kind, at)
    entry = found.entry
    void = status.tone == "void"
    face = kind.card(entry, timezone.localdate(at)) if entry else CardFace(title=kind.title)
    use = entry.delegation if entry else None
    printed = not (void or face.copy_url or use)
    with override("en"):
        english = str(kind.title)
    return CardView(
        id=credential.id,
        kind=kind.slug,
        subject=credential.subject_ref,
        kind_title=str(kind.title),
        kind_title_en="" if str(kind.title) == english else english,
        number_masked=entry.number_masked if entry else "",
        issued_at=found.issued_at,
        valid_until=status.valid_until,
        url=reverse("credentials:card", args=[credential.id]),
        pdf_url=reverse("credentials:certificate", args=[credential.id]) if printed else "",
        copy_url="" if void else face.copy_url,
        authorize_url="" if void else face.authorize_url,
        delegation=None if void else use,
        activity_url=reverse("credentials:activity"),
        photo_url=reverse("credentials:photo", args=[credential.id]) if face.photo_id and not void else "",
        issuer=face.issuer,
        rows=() if void else tuple((row.label, row.value, row.lang) for row in face.rows),
        back_rows=() if void else tuple((row.label, row.value, row.lang) for row in face.back_rows),
        paper_needed=tuple(face.paper_needed),
        conditions=() if void else tuple(face.conditions),
        caution=str(face.caution),
        banner="" if void else face.banner,
        banner_facts=face.banner_facts,
        days_left=None if use else _days_left(status, timezone.localdate(at)),
        ended_at=credential.ended_at,
        register_as_of=face.register_as_of,
        **_words(status),
    )


def _days_left(status: DisplayedStatus, today: date) -> int | None:
    """How many days a usable card still has, once it is worth saying."""
    if status.tone != "notice" or status.valid_until is None:
        return None
    days = (status.valid_until - today).days
    return days if 0 <= days <= settings.NOTICE_DAYS_BEFORE_EXPIRY else None


def state_mark(status: DisplayedStatus) -> str:
    """What must be the same for a card on a screen to be still true."""
    return f"{status.tone}:{''.join(status.codes)}"


def _words(status: DisplayedStatus) -> dict[str, Any]:
    return {
        "tone": status.tone,
        "state": state_mark(status),
        "tag_label": str(status.label),
        "reason": str(status.reason),
        "advice": str(status.advice),
        "end_reason": status.end_reason,
        "status_checked_at": status.as_of,
    }


def cards_of(*, actor: Actor, at: datetime) -> list[CardView]:
    """The actor's cards, newest first, without replaced ones and what others no longer let the actor use.

    One statement, and one for each kind of card.
    """
    mine = Credential.objects.held_by(actor).exclude(status=Credential.Status.SUPERSEDED)
    rows = list(mine.exclude(end_reason=GRANT_ENDED).order_by("-issued_at"))
    found: dict[UUID, Found] = {}
    for slug in {row.kind for row in rows}:
        found |= find_all(kind_of(slug), [row.id for row in rows if row.kind == slug])
    cards = (card_of(row, found[row.id], kind_of(row.kind), at=at) for row in rows)
    return [card for card in cards if not card.end_reason]


@dataclass(frozen=True, slots=True)
class Look:
    """One line of "who looked": when, who, for what, with which answer, and what they learned."""

    at: datetime
    verifier: str
    channel: str
    purpose: str
    result: str
    tone: str
    disclosed: tuple[str, ...]
    disclosed_words: tuple[str, ...]
    reference: str
    shown_by: str = ""
    business: str = ""


def activity_of(*, actor: Actor, before: datetime | None = None, limit: int = 50) -> list[Look]:
    """Who checked the actor's credentials, and those others use with the actor's authorization.

    Newest first; `before` is the `at` of the last line seen.
    """
    if actor.person_id is None:
        return []
    own = Verification.objects.of_person(actor.person_id)
    looks = [*_looks(own, before, limit), *looks_at(Credential.objects.lent_by(actor), before, limit)]
    return sorted(looks, key=lambda look: (look.at, look.reference), reverse=True)[:limit]


def looks_at(lent: CredentialQuerySet, before: datetime | None = None, limit: int = 50) -> list[Look]:
    """Who checked credentials that others use with somebody's authorization, and who showed them."""
    names = {row[0]: row[1:] for row in lent.values_list("pk", "holder_id", "holder__name")}
    if not names:
        return []
    checks = Verification.objects.of_lent({holder for holder, _name in names.values()}, names)
    return [
        replace(look, shown_by=names[check.credential_id][1]) for check, look in _pairs(checks, before, limit)
    ]


def _looks(rows: Any, before: datetime | None, limit: int) -> list[Look]:
    return [look for _row, look in _pairs(rows, before, limit)]


def _pairs(rows: Any, before: datetime | None, limit: int) -> Iterator[tuple[Verification, Look]]:
    if before is not None:
        rows = rows.filter(checked_at__lt=before)
    found = list(rows.order_by("-checked_at", "-id")[:limit])
    visits = _businesses(found)
    for row in found:
        yield row, replace(_look(row), business=visits.get(row.id, ""))


def _businesses(checks: list[Verification]) -> dict[UUID, str]:
    """What the visits to counters among these checks were for."""
    served = [check.id for check in checks if check.purpose == Purpose.COUNTER]
    if not served:
        return {}
    visits = CounterVisit.objects.filter(verification_id__in=served)
    return {visit.verification_id: str(visit.get_business_display()) for visit in visits}


def _look(row: Verification) -> Look:
    names = tuple(name for name in row.disclosed.split(",") if name)
    labels = kind_of(row.kind).claim_labels if row.kind else {}
    return Look(
        at=row.checked_at,
        verifier=row.verifier,
        channel=row.channel,
        purpose=str(row.get_purpose_display()) if row.purpose else "",
        result=str(row.get_result_display()),
        tone=_TONES[row.result],
        disclosed=names,
        disclosed_words=tuple(str(labels.get(name, name)) for name in names),
        reference=f"ver_{row.id.hex}",
    )
