"""The notices of one person: how many are new, which there are, which have been read."""

from dataclasses import dataclass
from datetime import datetime

from portal.notices.models import Notice
from portal.notices.topics import Topic
from portal.notices.wording import goal, title_and_text

MOST_COUNTED = 99


@dataclass(frozen=True, slots=True)
class Shown:
    """One notice in the language active now."""

    id: int
    topic: str
    title: str
    text: str
    at: datetime
    link: str
    goal: str
    is_new: bool


def unread_count(person_id: int) -> int:
    """How many notices are new, at most 99: one statement over the index of what is not read."""
    return Notice.objects.filter(person_id=person_id, read_at=None)[:MOST_COUNTED].count()


def latest(person_id: int, *, before: int | None = None, limit: int) -> list[Shown]:
    """Newest first; one statement."""
    rows = Notice.objects.filter(person_id=person_id).order_by("-pk")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return [_shown(row) for row in rows[:limit]]


def _shown(row: Notice) -> Shown:
    title, text = title_and_text(row.code, row.facts)
    label = str(Topic(row.topic).label)
    return Shown(row.pk, label, title, text, row.created_at, row.link, goal(row.code), row.read_at is None)


def read_one(*, person_id: int, notice_id: int, at: datetime) -> str | None:
    """Mark one as read; the page it leads to, or None when the person has no such notice. Safe to repeat."""
    mine = Notice.objects.filter(pk=notice_id, person_id=person_id)
    mine.filter(read_at=None).update(read_at=at)
    return mine.values_list("link", flat=True).first()


def read_all(*, person_id: int, up_to: int, at: datetime) -> int:
    """Mark everything up to a notice as read: what came while the person was reading stays new."""
    return Notice.objects.filter(person_id=person_id, pk__lte=up_to, read_at=None).update(read_at=at)
