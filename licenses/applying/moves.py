"""The legal moves of an application, and what every act on one begins and ends with."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from licenses.models import LicenseApplication
from portal.audit.actions import Action
from portal.audit.log import record
from portal.core.actors import Actor
from portal.core.errors import RuleViolation
from portal.core.subjects import Subject
from portal.core.transitions import Transitions
from portal.notices.sending import send_sms

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
# The text names no reason and no license: it may be read by whoever holds the phone.
NEWS: dict[str, Any] = {
    Status.APPROVED: _("Your application %(reference)s has been decided. Sign in to see the result."),
    Status.REFUSED: _("Your application %(reference)s has been decided. Sign in to see the result."),
    Status.NEEDS_ACTION: _(
        "Your application %(reference)s needs your action. Sign in to see what is missing."
    ),
}


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


def tell_applicant(row: LicenseApplication, *, at: datetime) -> None:
    """Put a message without the reason into the outbox; nothing when the applicant has no login."""
    user = getattr(row.person, "user", None)
    if user is None or not user.phone:
        return
    with translation.override(settings.LANGUAGE_CODE):
        text = str(NEWS[Status(row.status)]) % {"reference": row.reference}
    send_sms(phone=user.phone, text=text, at=at)
