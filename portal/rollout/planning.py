"""Make and change a plan: only batches that nobody has approved, all of a change or nothing of it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from portal.audit.actions import Action
from portal.audit.log import record
from portal.core.actors import Actor
from portal.core.errors import RuleViolation
from portal.core.subjects import Subject
from portal.rollout.models import Activation, Batch, City
from portal.rollout.services import Service

SHOWN = 8  # names in one sentence; the rest is counted


def subject(batch: Batch) -> Subject:
    """How the audit trail names a batch."""
    return Subject("batch", str(batch.pk))


@transaction.atomic
def plan_batch(*, name: str, note: str = "", actor: Actor, at: datetime) -> Batch:
    """Begin an empty batch. Raises RuleViolation("batch_exists")."""
    batch = Batch(name=name.strip(), note=note.strip(), planned_by=actor.signature)
    batch.author_ids = [actor.user_id] if actor.user_id else []
    try:
        with transaction.atomic():
            batch.save(force_insert=True)
    except IntegrityError:
        raise RuleViolation("batch_exists", name=batch.name) from None
    record(Action.BATCH_PLANNED, subject=subject(batch), actor=actor, at=at, change="begun")
    return batch


@transaction.atomic
def add_cities(
    *,
    batch: Batch,
    service: Service,
    opens_at: datetime,
    city_codes: Iterable[str] = (),
    province_codes: Iterable[str] = (),
    skip_planned: bool = False,
    actor: Actor,
    at: datetime,
) -> list[Activation]:
    """Let cities, and all cities of provinces, open the service; counties under a province are among them.

    Raises RuleViolation: batch_not_editable, opening_in_past, city_unknown, nothing_chosen,
    city_already_planned (naming them; with `skip_planned` they are left out instead).
    """
    changed = _editing(batch, actor)
    _refuse_past(opens_at, at)
    codes = _codes(city_codes, province_codes)
    taken = City.objects.filter(activations__service=service, pk__in=codes).in_bulk()
    if skip_planned:
        codes -= set(taken)
    elif taken:
        raise RuleViolation(
            "city_already_planned", cities=named(taken[code].local_name for code in sorted(taken))
        )
    if not codes:
        raise RuleViolation("nothing_chosen")
    try:
        with transaction.atomic():
            rows = Activation.objects.bulk_create(
                Activation(batch=batch, city_id=code, service=service, opens_at=opens_at)
                for code in sorted(codes)
            )
    except IntegrityError:  # somebody else planned one of them this very moment
        raise RuleViolation("moved_meanwhile") from None
    written(changed, actor, at, change="added", service=str(service), cities=sorted(codes))
    return rows


@transaction.atomic
def take_out(*, activation: Activation, actor: Actor, at: datetime) -> None:
    """Take one city out of a plan. Raises RuleViolation("batch_not_editable")."""
    batch = _editing(activation.batch, actor)
    deleted, _by_model = Activation.objects.to_come().filter(pk=activation.pk, batch=batch).delete()
    if not deleted:
        raise RuleViolation("moved_meanwhile")
    facts = {"service": activation.service, "cities": [activation.city_id]}
    written(batch, actor, at, change="taken_out", **facts)


@transaction.atomic
def reschedule(
    *, batch: Batch, opens_at: datetime, service: Service | None = None, actor: Actor, at: datetime
) -> int:
    """Give all openings of a plan, or those of one service, another moment. Answers how many."""
    changed = _editing(batch, actor)
    _refuse_past(opens_at, at)
    rows = Activation.objects.to_come().filter(batch=batch)
    rows = rows.filter(service=service) if service else rows
    moved = rows.update(opens_at=opens_at)
    written(changed, actor, at, change="rescheduled", service=str(service or ""), opens_at=str(opens_at))
    return moved


@transaction.atomic
def copy(
    *, batch: Batch, name: str, service: Service, opens_at: datetime, actor: Actor, at: datetime
) -> Batch:
    """A new plan with the same cities for a service; cities that have a plan for it already are left out."""
    codes = list(batch.activations.values_list("city_id", flat=True).distinct())
    made = plan_batch(name=name, actor=actor, at=at)
    chosen: dict[str, Any] = {"service": service, "opens_at": opens_at, "city_codes": codes}
    add_cities(batch=made, **chosen, skip_planned=True, actor=actor, at=at)
    return made


@transaction.atomic
def discard(*, batch: Batch, actor: Actor, at: datetime) -> None:
    """Throw a plan away that was never approved; its cities can then be planned anew."""
    locked = _editing(batch, actor)
    cities = Activation.objects.filter(batch=locked).delete()[0]
    record(
        Action.BATCH_PLANNED,
        subject=subject(locked),
        actor=actor,
        at=at,
        change="discarded",
        name=locked.name,
        openings=cities,
    )
    locked.delete()


def named(names: Iterable[str]) -> str:
    """A few names for a sentence, the rest as a number."""
    every = list(names)
    more = f" … +{len(every) - SHOWN}" if len(every) > SHOWN else ""
    return gettext(", ").join(every[:SHOWN]) + more


def _editing(batch: Batch, actor: Actor) -> Batch:
    locked = Batch.objects.select_for_update().filter(pk=batch.pk).first()
    if locked is None or locked.status != Batch.Status.PLANNED:
        raise RuleViolation("batch_not_editable", name=batch.name)
    return locked


def written(batch: Batch, actor: Actor, at: datetime, **facts: Any) -> None:
    """Whoever changes a plan is one of its authors from now on."""
    if actor.user_id and actor.user_id not in batch.author_ids:
        batch.author_ids = [*batch.author_ids, actor.user_id]
    batch.revision += 1
    batch.save(update_fields=["author_ids", "revision"])
    record(Action.BATCH_PLANNED, subject=subject(batch), actor=actor, at=at, **facts)


def _refuse_past(opens_at: datetime, at: datetime) -> None:
    if opens_at <= at:
        raise RuleViolation("opening_in_past")


def _codes(city_codes: Iterable[str], province_codes: Iterable[str]) -> set[str]:
    """The chosen cities that exist; one that does not is a refusal, not a gap."""
    wanted, provinces = set(city_codes), set(province_codes)
    known = set(City.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    within = list(
        City.objects.filter(province_code__in=provinces).order_by().values_list("pk", "province_code")
    )
    unknown = (wanted - known) | (provinces - {province for _code, province in within})
    if unknown:
        raise RuleViolation("city_unknown", cities=named(sorted(unknown)))
    return known | {code for code, _province in within}
