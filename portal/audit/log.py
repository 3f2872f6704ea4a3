"""Write what happened, in the transaction in which it happens."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from portal.audit.actions import Action
from portal.audit.models import AuditEvent
from portal.core.actors import Actor
from portal.core.subjects import Subject


def record(
    action: Action,
    *,
    subject: Subject,
    actor: Actor,
    person_id: int | None = None,
    at: datetime | None = None,
    **facts: Any,
) -> AuditEvent:
    """Append one event. `person_id` is the register person concerned, who may read it.

    Facts are plain JSON values and never a name, an ID number or a code.
    """
    return AuditEvent.objects.create(
        at=at or timezone.now(),
        action=action,
        subject=str(subject),
        person_id=person_id,
        actor_id=actor.user_id,
        actor_label=actor.label,
        acting_for=f"organization:{actor.organization_id}" if actor.organization_id else "",
        channel=actor.channel,
        request_id=actor.request_id,
        facts=facts,
    )
