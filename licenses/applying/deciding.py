"""How an application ends: by the portal where the photo on file is used, and what every approval does."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import structlog
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from licenses.applying.moves import MOVES, Status, hold, note, tell_applicant
from licenses.credential import SLUG
from licenses.models import LicenseApplication
from licenses.wording import REFUSALS
from portal.accounts.models import Officer
from portal.audit.actions import Action
from portal.core.actors import Actor
from portal.core.errors import RuleViolation
from portal.credentials import issuing
from portal.credentials.models import Credential
from portal.rollout.models import Activation
from portal.rollout.services import Service

log = structlog.get_logger(__name__)
PhotoSource = LicenseApplication.PhotoSource


def waiting_for_the_portal(at: datetime) -> QuerySet[LicenseApplication]:
    """Handed in with the photo on file, not decided, and the city is open: it is the portal's turn."""
    opened = Activation.objects.open(at).filter(service=Service.DRIVER_LICENSE).values("city_id")
    return LicenseApplication.objects.filter(
        status=Status.IN_REVIEW, photo_source=PhotoSource.ON_FILE, city_id__in=opened
    ).order_by("submitted_at", "pk")


@transaction.atomic
def decide(*, application: LicenseApplication, actor: Actor, at: datetime) -> LicenseApplication:
    """Decide at once what needs no officer: issue, or refuse by the rule that bars it. Safe to repeat.

    Anything else in the way (the city has just been paused, no signing key) leaves the application
    in review; the beat task tries again.
    """
    row = hold(application)
    if row.status != Status.IN_REVIEW or row.photo_source != PhotoSource.ON_FILE:
        return row
    try:
        credential = issuing.issue(kind=SLUG, ref=str(row.license_id), actor=actor, at=at)
    except RuleViolation as bar:
        if bar.code not in REFUSALS:
            log.warning("decision_waits", reference=row.reference, reason=bar.code)
            return row
        return close_refused(row, reason=bar.code, facts=bar.facts, officer=None, actor=actor, at=at)
    return close_approved(row, credential=credential, officer=None, actor=actor, at=at)


def close_approved(
    row: LicenseApplication, *, credential: Credential, officer: Officer | None, actor: Actor, at: datetime
) -> LicenseApplication:
    """Close a locked application with its credential; earlier ones whose credential it replaced end."""
    MOVES.move(
        row,
        to=Status.APPROVED,
        credential=credential,
        decided_at=at,
        decided_by=officer,
        reason_code="",
        reason_note="",
    )
    earlier = LicenseApplication.objects.filter(license_id=row.license_id, status=Status.APPROVED)
    for old in earlier.exclude(pk=row.pk).exclude(credential=credential):
        MOVES.move(old, to=Status.ENDED)
    note(
        Action.LICENSE_APPROVED,
        row,
        actor=actor,
        at=at,
        automatic=officer is None,
        credential=str(credential.pk),
    )
    tell_applicant(row, actor=actor, at=at)
    return row


def close_refused(
    row: LicenseApplication,
    *,
    reason: str,
    officer: Officer | None,
    actor: Actor,
    at: datetime,
    text: str = "",
    facts: Mapping[str, Any] | None = None,
) -> LicenseApplication:
    """Close a locked application with a reason and the register's facts it relies on."""
    as_of = timezone.localtime(row.license.as_of).date().isoformat()
    MOVES.move(
        row,
        to=Status.REFUSED,
        decided_at=at,
        decided_by=officer,
        reason_code=reason,
        reason_note=text[:300],
        reason_facts=dict(facts or {"file_number": row.license.file_number, "as_of": as_of}),
    )
    note(Action.LICENSE_REFUSED, row, actor=actor, at=at, automatic=officer is None, reason=reason)
    tell_applicant(row, actor=actor, at=at)
    return row
