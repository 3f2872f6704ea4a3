"""The words of news about a license, and news of its standing, told whenever that has changed."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from licenses.credential import SLUG
from licenses.facts import FIELDS, LicenseFacts
from licenses.models import DriverLicense, ToldStanding
from licenses.standing import POINTS_OF_A_CYCLE, standing
from licenses.wording import LETTERS, RENEW
from portal.core.actors import Actor
from portal.credentials.models import Credential
from portal.notices.sending import notify
from portal.notices.topics import Topic
from portal.notices.wording import Words

_AT_ONCE = 500
SOON = "soon"


def _with_reasons(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    """The sentences of the letters, in the language of the reader."""
    known = [LETTERS[letter] for letter in facts.get("letters", "") if letter in LETTERS]
    parts = [words.reason for words in known] + [words.advice for words in known if words.advice]
    return {**facts, "reasons": " ".join(dict.fromkeys(map(str, parts)))}


def _with_advice(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**facts, "advice": RENEW}


_SEE = _("Application %(reference)s. Open it to see what it means.")
WORDS = {
    "license_approved": Words(_("Your application has been approved"), _SEE),
    "license_refused": Words(
        _("Your application has been decided"),
        _("Application %(reference)s was not approved. Open it to see why and what you can do."),
    ),
    "license_sent_back": Words(
        _("Your application needs your action"),
        _("Application %(reference)s: open it to see what is missing. Your place in the queue is kept."),
    ),
    "license_standing": Words(
        _("The status of your driver's license has changed"), "%(reasons)s", _with_reasons
    ),
    "license_expires": Words(
        _("Your driver's license expires soon"),
        _("The last day is %(valid_until)s. %(advice)s"),
        _with_advice,
    ),
    "license_in_order": Words(
        _("Your driver's license is in order again"), _("Its electronic copy shows so too.")
    ),
    "license_seized": Words(
        _("Your driver's license has been seized"),
        _("Do not drive. Seizure %(reference)s: open it for the reason, the rule and your receipt."),
    ),
    "license_seizure_ended": Words(
        _("The seizure of your driver's license has ended"),
        _("Seizure %(reference)s: open it to see how the license stands now."),
    ),
}


def tell_standing(*, actor: Actor, at: datetime) -> int:
    """Tell holders with a login and an electronic license what is new about its standing; safe to repeat.

    Level-triggered: what a feed brought, what an officer changed and what the calendar did look the same.
    """
    told = 0
    today = timezone.localdate(at)
    for rows in _portions(_watched(today)):
        before = ToldStanding.objects.in_bulk([facts.id for facts in rows])
        told += sum(_tell_one(facts, before.get(facts.id), today, actor, at) for facts in rows)
    return told


def _watched(today: date) -> QuerySet[Any]:
    """Licenses that may have something to tell: any letter but A, an end in sight, or told before."""
    live = Credential.objects.live().filter(
        kind=SLUG, subject_ref=Cast(OuterRef("pk"), CharField(max_length=40))
    )
    end_in_sight = today + timedelta(days=settings.NOTICE_DAYS_BEFORE_EXPIRY)
    told = ToldStanding.objects.filter(pk=OuterRef("pk"))
    lettered = ~Q(status_letters="A") | ~Q(seizure_letter="")
    full = Q(points__gte=POINTS_OF_A_CYCLE)
    interesting = lettered | full | Q(valid_until__lte=end_in_sight) | Exists(told)
    return DriverLicense.objects.filter(interesting, Exists(live), person__user__isnull=False).order_by("pk")


def _portions(rows: QuerySet[Any]) -> Iterator[list[LicenseFacts]]:
    last = 0
    while some := [LicenseFacts(*row) for row in rows.filter(pk__gt=last).values_list(*FIELDS)[:_AT_ONCE]]:
        yield some
        last = some[-1].id


def _state(facts: LicenseFacts, today: date) -> tuple[str, str, dict[str, Any]]:
    """What there is to tell: a stable state, empty when in order; the words; their facts."""
    now = standing(facts, today)
    if now.tone == "normal":
        return "", "license_in_order", {}
    letters = "".join(code for code in now.codes if code != "A")
    if not letters:
        return f"{SOON}:{facts.valid_until}", "license_expires", {"valid_until": str(facts.valid_until)}
    return f"{now.tone}:{letters}", "license_standing", {"letters": letters}


@transaction.atomic
def _tell_one(
    facts: LicenseFacts, before: ToldStanding | None, today: date, actor: Actor, at: datetime
) -> bool:
    state, code, details = _state(facts, today)
    if state == (before.state if before else ""):
        return False
    _note_state(facts.id, state, at)
    return notify(
        person_id=facts.person_id,
        topic=Topic.LICENSE,
        key=f"license-standing:{facts.id}:{at:%Y%m%dT%H%M%S.%f}",
        code=code,
        facts=details,
        link=reverse("home:wallet"),
        actor=actor,
        at=at,
    )


def note_told(facts: LicenseFacts, *, at: datetime) -> None:
    """The holder has just been told of this standing in other words: it is not told once more."""
    state, _code, _details = _state(facts, timezone.localdate(at))
    _note_state(facts.id, state, at)


def _note_state(license_id: int, state: str, at: datetime) -> None:
    if state:
        ToldStanding.objects.update_or_create(license_id=license_id, defaults={"state": state, "told_at": at})
    else:
        ToldStanding.objects.filter(pk=license_id).delete()
