"""What a bulk run has issued without being asked: holders are told once, and can look it up."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.core.actors import Actor
from portal.credentials.kinds import kind_of
from portal.credentials.models import Chunk, Credential
from portal.credentials.telling import with_title
from portal.notices.sending import notify_many
from portal.notices.topics import Topic
from portal.notices.wording import Words

MOST_SHOWN = 50


WORDS = {
    "issued_unasked": Words(
        _("%(title)s: made for you"),
        _(
            "The traffic police have issued it to everybody in your city (%(run)s). It is in your wallet. "
            "If you want nothing issued without asking, say so here."
        ),
        with_title,
        goal=_("Show what was issued to you"),
    )
}


@dataclass(frozen=True, slots=True)
class Unasked:
    """One credential that a run has made, for the eyes of its holder."""

    credential_id: UUID
    title: Any
    issued_at: datetime
    run: str


def tell_next(*, actor: Actor, at: datetime) -> bool:
    """Tell the holders in one finished chunk, on these pages only; False when every one of them is told.

    Told and marked as told in one transaction: killed anywhere, nobody is told twice and nobody left out.
    """
    with transaction.atomic():
        finished = Chunk.objects.filter(status=Chunk.Status.DONE, told_at=None, issued__gt=0)
        waiting = finished.select_for_update(of=("self",), skip_locked=True).select_related("run")
        chunk = waiting.order_by("pk").first()
        if chunk is None:
            return False
        notify_many(
            person_ids=_holders(chunk),
            topic=Topic.LICENSE,
            key=f"unasked:{chunk.run.reference}",
            code="issued_unasked",
            facts={"kind": chunk.run.kind, "run": chunk.run.reference},
            link=reverse("credentials:automatic"),
            quiet=True,
            actor=actor,
            at=at,
        )
        Chunk.objects.filter(pk=chunk.pk).update(told_at=at)
    return True


def _holders(chunk: Chunk) -> list[int]:
    """Those who can sign in; everybody else finds it in the list below once they can."""
    made = Credential.objects.live().filter(
        kind=chunk.run.kind, subject_ref__in=chunk.refs, run_id=chunk.run_id, holder__user__is_active=True
    )
    return list(made.values_list("holder_id", flat=True))


def issued_to(person_id: int) -> list[Unasked]:
    """What runs have made for a person, newest first; one statement."""
    made = Credential.objects.filter(holder_id=person_id, run__isnull=False).select_related("run")
    return [
        Unasked(row.pk, kind_of(row.kind).title, row.issued_at, row.run.reference if row.run else "")
        for row in made.order_by("-issued_at")[:MOST_SHOWN]
    ]
