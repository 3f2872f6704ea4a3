"""Open, pause and reopen a service in a city: the only writers of activations' times."""

from datetime import datetime

from django.db import transaction

from portal.audit.actions import Action
from portal.audit.log import record
from portal.core.actors import Actor
from portal.core.errors import RuleViolation
from portal.core.subjects import Subject
from portal.rollout import approving
from portal.rollout.models import Activation, Batch


def _subject(activation: Activation) -> Subject:
    return Subject("city", f"{activation.city_id}/{activation.service}")


@transaction.atomic
def activate(*, activation: Activation, actor: Actor, at: datetime) -> bool:
    """Open the service in the city. Safe to repeat: answers False when it was open already.

    The batch is held while it is done, so that pausing it and opening its cities never overlap; with the
    last city the batch is done.
    """
    batch = Batch.objects.select_for_update().get(pk=activation.batch_id)
    due = Activation.objects.filter(pk=activation.pk, batch=batch).due(at).exists()
    moved = due and Activation.objects.filter(pk=activation.pk, activated_at=None).update(activated_at=at)
    if moved:
        activation.activated_at = at
        record(Action.CITY_ACTIVATED, subject=_subject(activation), actor=actor, at=at)
        approving.keep_up(batch=batch, actor=actor, at=at)
    return bool(moved)


def activate_due(*, actor: Actor, at: datetime) -> int:
    """Open whatever is due and not done, however long ago it fell due. Answers how many were opened."""
    due = Activation.objects.due(at).order_by("opens_at", "pk")
    return sum(activate(activation=activation, actor=actor, at=at) for activation in due)


@transaction.atomic
def pause(*, activation: Activation, reason: str, actor: Actor, at: datetime) -> Activation:
    """Stop issuing in the city; what is issued stays valid. Raises RuleViolation("not_open")."""
    moved = Activation.objects.open(at).filter(pk=activation.pk).update(paused_at=at)
    if not moved:
        raise RuleViolation("not_open")
    activation.paused_at = at
    record(Action.CITY_PAUSED, subject=_subject(activation), actor=actor, at=at, reason=reason)
    return activation


@transaction.atomic
def resume(*, activation: Activation, actor: Actor, at: datetime) -> Activation:
    """Issue again in a paused city. Raises RuleViolation("not_paused")."""
    moved = Activation.objects.filter(pk=activation.pk, paused_at__isnull=False).update(paused_at=None)
    if not moved:
        raise RuleViolation("not_paused")
    activation.paused_at = None
    record(Action.CITY_RESUMED, subject=_subject(activation), actor=actor, at=at)
    return activation
