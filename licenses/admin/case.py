"""What an officer sees of one case: plain values for the template."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from licenses.admin.queue import holder_of
from licenses.applying import refusals_now, subject_of
from licenses.facts import facts_of
from licenses.models import LicenseApplication
from licenses.standing import standing
from licenses.wording import explain
from portal.audit.models import AuditEvent
from portal.audit.wording import spoken
from portal.core.actors import Actor
from portal.core.masking import mask_id_number

Status = LicenseApplication.Status
TONES: dict[str, str] = {
    Status.IN_REVIEW: "notice",
    Status.NEEDS_ACTION: "notice",
    Status.APPROVED: "normal",
    Status.REFUSED: "abnormal",
}


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the list of checks."""

    ok: bool
    text: Any
    rule: Any = ""


def checks_of(application: LicenseApplication, at: datetime) -> list[Check]:
    """What the portal has checked already, so that the officer judges only the photo."""
    checks = [
        Check(application.consented_at is not None, _("The applicant has given consent.")),
        Check(
            bool(application.photo_id or application.photo_source == LicenseApplication.PhotoSource.ON_FILE),
            _("The photo is a real picture of the right size and shape."),
        ),
    ]
    bars = [explain(bar) for bar in refusals_now(application.license, at)]
    if application.status == Status.APPROVED:
        bars = [bar for bar in bars if bar.code != "already_issued"]
    if not bars:
        checks.append(Check(True, _("The city is open and the register allows an electronic license.")))
    return [*checks, *(Check(False, bar.sentence, bar.rule) for bar in bars)]


def timeline_of(application: LicenseApplication) -> list[dict[str, Any]]:
    """What has happened, oldest first; who looked is not part of it."""
    about = AuditEvent.objects.filter(subject=str(subject_of(application)))
    events = about.with_actors().order_by("id")[:100]
    return [
        {
            "label": event.get_action_display(),
            "at": timezone.localtime(event.at),
            "note": spoken(event),
            "state": "done",
        }
        for event in events
        if event.action not in ("register.viewed", "file.viewed")
    ]


def standing_of(application: LicenseApplication, at: datetime) -> dict[str, Any]:
    """The license's condition today."""
    found = standing(facts_of(application.license), timezone.localdate(at))
    return {"tone": found.tone, "label": found.label, "codes": found.letters}


def context_of(application: LicenseApplication, actor: Actor, at: datetime) -> dict[str, Any]:
    """The case page without its addresses."""
    waiting = application.status == Status.IN_REVIEW
    colleague = holder_of(application, at)
    return {
        "title": application.reference,
        "original": application,
        "colleague": colleague if colleague != actor.officer else None,
        "mine": colleague is not None and colleague == actor.officer,
        "own": actor.person_id is not None and actor.person_id == application.person_id,
        "number": mask_id_number(application.person.id_number),
        "status": {
            "tone": TONES.get(application.status, "neutral"),
            "label": application.get_status_display(),
        },
        "standing": standing_of(application, at),
        "overdue": waiting and application.due_at is not None and application.due_at < at,
        "checks": checks_of(application, at),
        "events": timeline_of(application),
    }
