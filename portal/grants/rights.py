"""The one question others ask: may this person use that thing now?"""

from datetime import datetime

from portal.grants.models import Grant


def may(person_id: int | None, scope: str, ref: str, at: datetime) -> Grant | None:
    """The authorization in force that lets the person use the thing, or None. One statement.

    The owner's own right is not asked here: it follows from the register.
    """
    if person_id is None:
        return None
    return Grant.objects.of(scope, ref).in_force(at).filter(grantee_id=person_id).first()
