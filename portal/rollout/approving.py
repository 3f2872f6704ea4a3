"""Approve a plan as somebody else, take the approval back, stop a batch and let it go on."""

from datetime import datetime
from typing import Any

from django.db import transaction

from portal.audit.actions import Action
from portal.audit.log import record
from portal.core.actors import Actor
from portal.core.errors import RuleViolation
from portal.core.transitions import Transitions
from portal.rollout.models import Activation, Batch
from portal.rollout.planning import named, plan_batch, subject, written
from portal.rollout.preflight import not_ready

Status = Batch.Status
MOVES = Transitions(
    {
        Status.PLANNED: {Status.APPROVED},
        Status.APPROVED: {Status.PLANNED, Status.RUNNING, Status.PAUSED},
        Status.RUNNING: {Status.PAUSED, Status.DONE},
        Status.PAUSED: {Status.APPROVED, Status.RUNNING, Status.DONE},
    }
)


@transaction.atomic
def approve(*, batch: Batch, revision: int, despite: str = "", actor: Actor, at: datetime) -> Batch:
    """Release a plan, exactly as it was seen: from now on it opens by itself.

    `despite` is the reason for opening cities that the checks say no to; it stands in the trail with them.
    Raises RuleViolation: moved_meanwhile (the plan has changed since `revision`, or somebody was first),
    own_batch (an author), batch_empty, opening_in_past, batch_not_ready (naming the cities).
    """
    locked = Batch.objects.select_for_update().get(pk=batch.pk)
    if locked.status != Status.PLANNED or locked.revision != revision:
        raise RuleViolation("moved_meanwhile", was=locked.status, to=Status.APPROVED)
    if actor.user_id is None or actor.user_id in locked.author_ids:
        raise RuleViolation("own_batch")
    openings = Activation.objects.filter(batch=locked)
    if not openings.exists():
        raise RuleViolation("batch_empty")
    if openings.filter(opens_at__lte=at, activated_at=None).exists():
        raise RuleViolation("opening_in_past")
    waiting = not_ready(locked)
    if waiting and not despite.strip():
        raise RuleViolation(
            "batch_not_ready", cities=named(dict.fromkeys(row.city.local_name for row in waiting))
        )
    approval = {"approver_id": actor.user_id, "approved_by": actor.signature, "approved_at": at}
    MOVES.move(locked, to=Status.APPROVED, **approval)
    facts: dict[str, Any] = {"revision": revision, "not_ready": sorted({row.city_id for row in waiting})}
    facts |= {"despite": despite.strip()} if waiting else {}
    record(Action.BATCH_APPROVED, subject=subject(locked), actor=actor, at=at, **facts)
    return locked


@transaction.atomic
def send_back(*, batch: Batch, reason: str, actor: Actor, at: datetime) -> Batch:
    """Take an approval back before anything has opened, so that the plan can be changed."""
    locked = Batch.objects.select_for_update().get(pk=batch.pk)
    if locked.activations.exclude(activated_at=None).exists():
        raise RuleViolation("batch_has_opened")
    MOVES.move(locked, to=Status.PLANNED, approver_id=None, approved_by="", approved_at=None)
    record(
        Action.BATCH_PLANNED, subject=subject(locked), actor=actor, at=at, change="sent_back", reason=reason
    )
    return locked


@transaction.atomic
def pause(*, batch: Batch, reason: str, with_cities: bool = False, actor: Actor, at: datetime) -> Batch:
    """Open nothing more of the batch; `with_cities` pauses its open cities too. What is issued is valid."""
    locked = Batch.objects.select_for_update().get(pk=batch.pk)
    MOVES.move(locked, to=Status.PAUSED, paused_at=at)
    stopped: list[str] = []
    if with_cities:
        rows = Activation.objects.open(at).filter(batch=locked)
        stopped = sorted(f"{code}/{service}" for code, service in rows.values_list("city_id", "service"))
        rows.update(paused_at=at)
    record(Action.BATCH_PAUSED, subject=subject(locked), actor=actor, at=at, reason=reason, cities=stopped)
    return locked


@transaction.atomic
def resume(*, batch: Batch, actor: Actor, at: datetime) -> Batch:
    """Let a paused batch go on; cities that were paused together with it are open again.

    What fell due meanwhile opens within the minute.
    """
    locked = Batch.objects.select_for_update().get(pk=batch.pk)
    if locked.status != Status.PAUSED:  # a plan must not slip past its approval by this door
        raise RuleViolation("not_on_hold")
    opened = Activation.objects.filter(batch=locked, activated_at__isnull=False)
    reopened = opened.filter(paused_at=locked.paused_at).update(paused_at=None) if locked.paused_at else 0
    to = Status.RUNNING if opened.exists() else Status.APPROVED
    MOVES.move(locked, to=to, paused_at=None)
    record(Action.BATCH_RESUMED, subject=subject(locked), actor=actor, at=at, reopened=reopened)
    return locked


@transaction.atomic
def split_off(*, batch: Batch, name: str, actor: Actor, at: datetime) -> Batch:
    """Move the unopened cities of a paused batch into a new plan, which then needs its own approval.

    The paused batch is done with that. Raises RuleViolation: batch_not_paused, nothing_opened, nothing_left.
    """
    locked = Batch.objects.select_for_update().get(pk=batch.pk)
    rows = Activation.objects.to_come().filter(batch=locked)
    if locked.status != Status.PAUSED:
        raise RuleViolation("batch_not_paused")
    if not Activation.objects.filter(batch=locked, activated_at__isnull=False).exists():
        raise RuleViolation("nothing_opened")
    made = plan_batch(name=name, actor=actor, at=at)
    codes = sorted(set(rows.values_list("city_id", flat=True)))
    if not rows.update(batch=made):
        raise RuleViolation("nothing_left")
    written(made, actor, at, change="split_off", out_of=locked.pk, cities=codes)
    MOVES.move(locked, to=Status.DONE)
    record(Action.BATCH_DONE, subject=subject(locked), actor=actor, at=at, moved_to=made.pk)
    return made


def keep_up(*, batch: Batch, actor: Actor, at: datetime) -> None:
    """Running once something has opened, done once everything has; for a batch that is held locked."""
    rows = Activation.objects.filter(batch=batch)
    if batch.status == Status.APPROVED and rows.exclude(activated_at=None).exists():
        MOVES.move(batch, to=Status.RUNNING)
    if batch.status == Status.RUNNING and not rows.to_come().exists():
        MOVES.move(batch, to=Status.DONE)
        record(Action.BATCH_DONE, subject=subject(batch), actor=actor, at=at)
