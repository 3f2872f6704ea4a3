"""Tell holders what is new about the standing of what they hold, once whenever it has changed.

Level-triggered: what a feed brought, what an officer changed and what the calendar did look the same, and a
round may be repeated. A line says which of its register's rows may have something to tell, and in what words.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone

from portal.core.actors import Actor
from portal.core.explanations import sentences
from portal.credentials.kinds import Entry, bulk_kind_of
from portal.credentials.models import Credential, ToldStanding
from portal.notices.sending import notify
from portal.notices.topics import Topic

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class News:
    """`state` names what there is to tell and is empty when all is in order; `code` and `facts` word it."""

    state: str
    code: str
    link: str
    facts: dict[str, Any] = field(default_factory=dict)


def reasons_from(letters: Mapping[str, Any]) -> Callable[[Mapping[str, Any]], Mapping[str, Any]]:
    """What turns the letters of a stored notice into sentences; `letters` has reason and advice of each."""

    def read(facts: Mapping[str, Any]) -> Mapping[str, Any]:
        known = [letters[letter] for letter in facts.get("letters", "") if letter in letters]
        parts = [words.reason for words in known] + [words.advice for words in known]
        return {**facts, "reasons": sentences(parts)}

    return read


def _about(slug: str) -> dict[str, Any]:
    return {"kind": slug, "subject_ref": Cast(OuterRef("pk"), CharField(max_length=40))}


def has_live_copy(slug: str, holder: str) -> Exists:
    """Whether the person in this column of a register's row has the electronic copy of it."""
    return Exists(Credential.objects.live().filter(**_about(slug), holder=OuterRef(holder)))


def was_told(slug: str) -> Exists:
    """Whether somebody was told of a register's row and not yet that it is in order again."""
    return Exists(ToldStanding.objects.filter(**_about(slug)))


def tell(
    slug: str, rows: QuerySet[Any], news: Callable[[Entry, date], News], *, actor: Actor, at: datetime
) -> int:
    """Compare what there is to tell of these rows with what was told, and tell what is new; how many."""
    today = timezone.localdate(at)
    kind = bulk_kind_of(slug)
    told = 0
    for refs in _portions(rows):
        before = {
            (row.subject_ref, row.holder_id): row.state
            for row in ToldStanding.objects.filter(kind=slug, subject_ref__in=refs)
        }
        for entry in kind.entries(refs):
            now = news(entry, today)
            if entry.person_id and now.state != before.get((entry.ref, entry.person_id), ""):
                told += _tell_one(slug, entry, now, actor, at)
    return told


def _portions(rows: QuerySet[Any]) -> Iterator[Sequence[str]]:
    last = 0
    while some := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:_AT_ONCE]):
        yield [str(pk) for pk in some]
        last = some[-1]


@transaction.atomic
def _tell_one(slug: str, entry: Entry, news: News, actor: Actor, at: datetime) -> bool:
    """Tell it, unless another round of the same moment has."""
    return note(slug, entry, news.state, at=at) and notify(
        person_id=entry.person_id or 0,
        topic=Topic.LICENSE,
        key=f"standing:{slug}:{entry.ref}:{at:%Y%m%dT%H%M%S.%f}",
        code=news.code,
        facts=news.facts,
        link=news.link,
        actor=actor,
        at=at,
    )


@transaction.atomic
def note(slug: str, entry: Entry, state: str, *, at: datetime) -> bool:
    """The holder knows of this state, from here or in other words; whether that is news.

    The row decides between two rounds that run at once: the second waits for it and finds it told.
    """
    row: dict[str, Any] = {"kind": slug, "subject_ref": entry.ref, "holder_id": entry.person_id}
    if not state:
        return ToldStanding.objects.filter(**row).delete()[0] > 0
    now = {"state": state, "told_at": at}
    told, is_new = ToldStanding.objects.select_for_update().get_or_create(**row, defaults=now)
    if is_new or told.state == state:
        return is_new
    ToldStanding.objects.filter(pk=told.pk).update(**now)
    return True
