"""The legal moves of an application, and what every act on one begins and ends with."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from licenses.models import LicenseApplication
from portal.audit.actions import Action
from portal.audit.log import record
from portal.core.actors import Actor
from portal.core.errors import RuleViolation
from portal.core.subjects import Subject
from portal.core.transitions import Transitions
from portal.notices.sending import notify
from portal.notices.topics import Topic

Status = LicenseApplication.Status
EDITABLE = (Status.DRAFT, Status.NEEDS_ACTION)
OPEN = (*EDITABLE, Status.IN_REVIEW)
MOVES = Transitions(
    {
        Status.DRAFT: {Status.IN_REVIEW, Status.WITHDRAWN},
        Status.NEEDS_ACTION: {Status.IN_REVIEW, Status.WITHDRAWN},
        Status.IN_REVIEW: {Status.APPROVED, Status.NEEDS_ACTION, Status.REFUSED, Status.WITHDRAWN},
        Status.APPROVED: {Status.ENDED},
    }
)
NEWS = {Status.APPROVED: "approved", Status.REFUSED: "refused", Status.NEEDS_ACTION: "sent_back"}


def subject_of(application: LicenseApplication) -> Subject:
    """How the audit trail names an application."""
    return Subject("license-application", application.reference)


def hold(application: LicenseApplication) -> LicenseApplication:
    """The stored row, locked. Nothing is joined: a joined row would be the one from before the wait."""
    return LicenseApplication.objects.select_for_update().get(pk=application.pk)


def locked(application: LicenseApplication) -> LicenseApplication:
    """The stored row, held until the transaction ends; refuses when it is not the one the actor saw.

    Raises RuleViolation("moved_meanwhile").
    """
    row = hold(application)
    if _version(row) != _version(application):
        raise RuleViolation("moved_meanwhile", was=application.status, to=row.status)
    return row


def _version(row: LicenseApplication) -> tuple[Any, ...]:
    return row.status, row.submitted_at, row.due_at


def note(action: Action, row: LicenseApplication, *, actor: Actor, at: datetime, **facts: Any) -> None:
    """Write the act into the audit trail."""
    record(
        action,
        subject=subject_of(row),
        actor=actor,
        person_id=row.person_id,
        at=at,
        license=str(row.license_id),
        **facts,
    )


def tell_applicant(row: LicenseApplication, *, actor: Actor, at: datetime) -> None:
    """News of the decision; what leaves these pages names no reason and no license."""
    what = NEWS[Status(row.status)]
    notify(
        person_id=row.person_id,
        topic=Topic.APPLICATION,
        key=f"license-application:{row.reference}:{what}:{at:%Y%m%dT%H%M%S.%f}",
        code=f"license_{what}",
        facts={"reference": row.reference},
        link=reverse("licenses:application-track", args=[row.reference]),
        actor=actor,
        at=at,
    )
