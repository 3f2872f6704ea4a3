"""Which audit events a reader may see."""

from typing import Any

from django.db.models import QuerySet

from portal.audit.actions import Action
from portal.core.actors import Actor

# What the person concerned may read: what was done with their own matters, and who looked.
SHOWN_TO_HOLDERS = (
    Action.IDENTITY_CLAIMED,
    Action.IDENTITY_CONFIRMED,
    Action.IDENTITY_REFUSED,
    Action.IDENTITY_ENDED,
    Action.REGISTER_VIEWED,
    Action.REGISTER_CHANGED,
    Action.LICENSE_APPLIED,
    Action.LICENSE_PHOTO_REFUSED,
    Action.LICENSE_APPROVED,
    Action.LICENSE_SENT_BACK,
    Action.LICENSE_RESUBMITTED,
    Action.LICENSE_REFUSED,
    Action.LICENSE_WITHDRAWN,
    Action.LICENSE_SEIZED,
    Action.SEIZURE_ENDED,
    Action.VEHICLE_APPLIED,
    Action.VEHICLE_REPORT_MADE,
    Action.GRANT_MADE,
    Action.GRANT_ACCEPTED,
    Action.GRANT_DECLINED,
    Action.GRANT_ENDED,
    Action.SHARE_MADE,
    Action.SHARE_STOPPED,
    Action.DRIVER_AGREED,
    Action.DRIVER_DECLINED,
    Action.DRIVER_ENDED,
    Action.CREDENTIAL_ISSUED,
    Action.CREDENTIAL_SUPERSEDED,
    Action.CREDENTIAL_REVOKED,
    Action.CREDENTIAL_PRINTED,
    Action.FILE_VIEWED,
)


class AuditEventQuerySet(QuerySet[Any]):
    def with_actors(self) -> "AuditEventQuerySet":
        """With what `wording.spoken()` reads; a login that is gone is None then, as the trail outlives it."""
        return self.select_related("actor__officer")

    def shown_to(self, person_id: int) -> "AuditEventQuerySet":
        """What the person concerned may read about themselves."""
        return self.filter(person_id=person_id, action__in=SHOWN_TO_HOLDERS)

    def visible_to(self, reader: Actor) -> "AuditEventQuerySet":
        """Everything for officers who may read the trail, for citizens what concerns them, else nothing."""
        if reader.is_officer:
            return self.all() if reader.officer.has_duty("read_audit") else self.none()
        if reader.person_id is not None:
            return self.shown_to(reader.person_id)
        return self.none()
