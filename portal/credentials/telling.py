"""Tell holders what became of their credentials, and who looked where they have asked to be told."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.accounts.purposes import Purpose
from portal.core.actors import Actor
from portal.credentials.kinds import kind_of
from portal.credentials.models import Credential, Verification
from portal.notices.models import NoticeChoices
from portal.notices.sending import notify
from portal.notices.topics import Topic
from portal.notices.wording import Words

LOOK_BACK = timedelta(minutes=30)
AT_ONCE = 500
_ASKED_FOR = ["checks:here", "checks:sms", "checks:email"]


def with_title(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**facts, "title": kind_of(facts["kind"]).title}


def _with_purpose(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    purpose, who = facts.get("purpose"), facts.get("who")
    said = Purpose(purpose).label if purpose in Purpose.values else _("no purpose given")
    return {
        **with_title(facts),
        "purpose": said,
        "who": who or _("Somebody with the public page, not signed in"),
    }


_CARD = _("Open the card")
WORDS = {
    "credential_issued": Words(
        _("%(title)s: made"), _("It is in your wallet and can be shown from now on."), with_title, goal=_CARD
    ),
    "credential_replaced": Words(
        _("%(title)s: made anew"),
        _("It takes the place of the earlier one in your wallet."),
        with_title,
        goal=_CARD,
    ),
    "credential_revoked": Words(
        _("%(title)s: no longer in force"),
        _("Open it to read why, and what you can do. Your paper license is another matter."),
        with_title,
        goal=_CARD,
    ),
    "credential_checked": Words(
        _("%(title)s: checked"),
        _("%(who)s checked it. Purpose: %(purpose)s."),
        _with_purpose,
        goal=_("Who looked"),
    ),
}


def issued(credential: Credential, *, replaced: bool, actor: Actor, at: datetime) -> None:
    """On these pages only: what led to it has its own message."""
    _tell(credential, "replaced" if replaced else "issued", quiet=True, actor=actor, at=at)


def revoked(credential: Credential, *, actor: Actor, at: datetime) -> None:
    _tell(credential, "revoked", quiet=False, actor=actor, at=at)


def _tell(credential: Credential, what: str, *, quiet: bool, actor: Actor, at: datetime) -> None:
    if credential.holder_id is None:
        return
    notify(
        person_id=credential.holder_id,
        topic=Topic.LICENSE,
        key=f"credential:{credential.pk}:{what}",
        code=f"credential_{what}",
        facts={"kind": credential.kind},
        link=reverse("credentials:card", args=[credential.pk]),
        quiet=quiet,
        actor=actor,
        at=at,
    )


def tell_checked(*, actor: Actor, at: datetime) -> int:
    """Tell those who asked for it of each check of the last half hour; safe to repeat. How many were told."""
    curious = list(NoticeChoices.objects.filter(on__overlap=_ASKED_FOR).values_list("pk", flat=True))
    return sum(_tell_some(curious[i : i + AT_ONCE], actor, at) for i in range(0, len(curious), AT_ONCE))


def _tell_some(person_ids: list[int], actor: Actor, at: datetime) -> int:
    checks = Verification.objects.filter(
        person_id__in=person_ids, checked_at__gt=at - LOOK_BACK, checked_at__lte=at, is_test=False
    ).exclude(kind="")
    return sum(_tell_one(check, actor, at) for check in checks.order_by("checked_at"))


def _tell_one(check: Verification, actor: Actor, at: datetime) -> bool:
    public = check.channel == Verification.Channel.PUBLIC
    return notify(
        person_id=check.person_id or 0,
        topic=Topic.CHECKS,
        key=f"check:{check.id}",
        code="credential_checked",
        facts={"kind": check.kind, "purpose": check.purpose, "who": "" if public else check.verifier},
        link=reverse("credentials:activity"),
        actor=actor,
        at=at,
    )
