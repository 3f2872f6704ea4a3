"""People who want to be told when a city opens: ask, change one's mind, and who is to be told now."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Count, Exists, OuterRef

from portal.audit.actions import Action
from portal.audit.log import record
from portal.core.actors import Actor
from portal.core.errors import RuleViolation
from portal.core.subjects import Subject
from portal.rollout import gates
from portal.rollout.models import Activation, City, Waiting
from portal.rollout.services import Service

_LOCK = 0x726F6C6C  # "roll": one teller at a time, in the whole database


@transaction.atomic
def ask(*, city: City, service: Service, actor: Actor, at: datetime) -> Waiting:
    """Remember that the actor's person waits. Safe to repeat; whoever was told before may ask anew.

    Raises RuleViolation: open_already, or not_a_person for a login that is bound to nobody.
    """
    if actor.person_id is None:
        raise RuleViolation("not_a_person")
    if gates.is_open(service, city.pk, at):
        raise RuleViolation("open_already")
    key = {"person_id": actor.person_id, "city_id": city.pk, "service": service}
    row, made = Waiting.objects.get_or_create(**key, defaults={"asked_at": at})
    again = Waiting.objects.filter(pk=row.pk, told_at__isnull=False).update(told_at=None, asked_at=at)
    if made or again:
        _note(row, actor, at, waits=True)
    return row


@transaction.atomic
def withdraw(*, city: City, service: Service, actor: Actor, at: datetime) -> bool:
    """Forget it. Safe to repeat; answers whether the person was waiting."""
    key = {"person_id": actor.person_id, "city_id": city.pk, "service": service, "told_at": None}
    row = Waiting.objects.filter(**key).first()
    if row is None or not Waiting.objects.filter(pk=row.pk, told_at=None).delete()[0]:
        return False
    _note(row, actor, at, waits=False)
    return True


def services_of(person_id: int, city_code: str) -> set[str]:
    """The services the person waits for in this city. One statement."""
    rows = Waiting.objects.filter(person_id=person_id, city_id=city_code, told_at=None)
    return set(rows.values_list("service", flat=True))


def numbers(city_codes: Collection[str]) -> dict[tuple[str, str], int]:
    """How many wait, by city and service. One statement, along the index of those not told."""
    rows = Waiting.objects.filter(city_id__in=city_codes, told_at=None).order_by()
    counted = rows.values_list("city_id", "service").annotate(number=Count("pk"))
    return {(code, service): number for code, service, number in counted}


def take_due(*, at: datetime, per_second: int, seconds: int, most: int) -> Sequence[Waiting]:
    """Take up to `most` people whose city is open and mark them told; for the transaction of their messages.

    Not more than `per_second` over the last `seconds`, whoever else is telling: the second teller finds
    the lock taken and gets nobody. When the transaction does not end well, nobody was told.
    """
    if not _alone():
        return []
    since = at - timedelta(seconds=seconds)
    left = per_second * seconds - Waiting.objects.filter(told_at__gt=since).count()
    if left <= 0:
        return []
    opened = Activation.objects.open(at).filter(city_id=OuterRef("city_id"), service=OuterRef("service"))
    due = Waiting.objects.filter(Exists(opened), told_at=None).order_by("pk")
    rows = list(due.select_for_update(skip_locked=True, of=("self",))[: min(left, most)])
    Waiting.objects.filter(pk__in=[row.pk for row in rows]).update(told_at=at)
    return rows


def _alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        return bool(cursor.fetchone()[0])


def _note(row: Waiting, actor: Actor, at: datetime, *, waits: bool) -> None:
    record(
        Action.NOTICE_CHOICE_CHANGED,
        subject=Subject("city", f"{row.city_id}/{row.service}"),
        actor=actor,
        person_id=row.person_id,
        at=at,
        waits=waits,
    )
