"""A copy of the vehicle license as a picture for one purpose and a few days, its watermark burnt in."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from portal.audit.actions import Action
from portal.audit.log import record
from portal.calendar.days import add_working_days
from portal.core.actors import Actor
from portal.core.errors import RuleViolation
from portal.credentials import certificates
from portal.credentials.models import Credential
from portal.documents import pdf, watermark
from portal.grants.scopes import GrantPurpose
from vehicles.applying import subject
from vehicles.credential import live_copies
from vehicles.drawing import draw_pages
from vehicles.facts import VehicleFacts, facts_of
from vehicles.models import Vehicle
from vehicles.standing import standing


class Format(TextChoices):
    PDF = "pdf", _("A signed PDF")
    PICTURE = "png", _("A picture")


def latest_day(today: date) -> date:
    """The last day a copy made today may be used."""
    return add_working_days(today, settings.VEHICLE_COPY_WORKING_DAYS)


@transaction.atomic
def make(
    *, vehicle: Vehicle, purpose: str, recipient: str, until: date, format: str, actor: Actor, at: datetime
) -> bytes:
    """The finished document; written into the audit trail, kept nowhere.

    Raises RuleViolation: `not_the_owner`, `vehicle_not_shown`, `copy_purpose_unknown`,
    `copy_recipient_missing`, `copy_term_wrong`.
    """
    today = timezone.localdate(at)
    credential = _credential(vehicle, actor, today)
    _check_wish(purpose, recipient, until, format, today)
    record(
        Action.CREDENTIAL_PRINTED,
        subject=subject(vehicle.pk),
        actor=actor,
        person_id=vehicle.owner_id,
        at=at,
        credential=str(credential.pk),
        purpose=purpose,
        until=until.isoformat(),
        format=format,
    )
    return document(
        facts_of([vehicle.pk])[0],
        purpose=purpose,
        whom=recipient,
        until=until,
        credential=credential,
        format=format,
        at=at,
    )


def document(
    facts: VehicleFacts,
    *,
    purpose: str,
    whom: str,
    until: date,
    credential: Credential,
    format: str,
    at: datetime,
) -> bytes:
    """Both pages and the state as they are told to this reader, with purpose, name and term burnt in."""
    lines = _lines(purpose, whom, timezone.localdate(at), until, credential)
    picture = watermark.burn_in(draw_pages(facts, at), lines)
    return picture if format == Format.PICTURE else _as_pdf(picture, lines, at)


def _check_wish(purpose: str, recipient: str, until: date, format: str, today: date) -> None:
    if purpose not in GrantPurpose.values or format not in Format.values:
        raise RuleViolation("copy_purpose_unknown")
    if not recipient.strip():
        raise RuleViolation("copy_recipient_missing")
    latest = latest_day(today)
    if not today <= until <= latest:
        raise RuleViolation("copy_term_wrong", latest=latest.isoformat())


def _lines(purpose: str, recipient: str, today: date, until: date, credential: Credential) -> list[str]:
    """What is written across: for what, for whom, until when, and the end of the credential's number."""
    with override("zh-hans"):  # the picture is Chinese, whatever the page was
        use = str(GrantPurpose(purpose).label)
    whom = " ".join(recipient.split())[:40]
    return [f"{use} · {whom}", f"{today.isoformat()} – {until.isoformat()} · {str(credential.pk)[-8:]}"]


def _credential(vehicle: Vehicle, actor: Actor, today: date) -> Credential:
    """The live credential of a vehicle the actor acts for, in a state that may be shown."""
    if not Vehicle.objects.held_by(actor).filter(pk=vehicle.pk).exists():
        raise RuleViolation("not_the_owner")
    facts = facts_of([vehicle.pk])[0]
    credential = live_copies([facts]).get(vehicle.pk)
    if credential is None or standing(facts, today).tone == "void":
        raise RuleViolation("vehicle_not_shown")
    return credential


def _as_pdf(picture: bytes, lines: list[str], at: datetime) -> bytes:
    context: dict[str, Any] = {
        "picture": watermark.as_data_address(picture),
        "lines": lines,
        "made_at": at,
        "site_name": settings.SITE_NAME,
        "demo": settings.DEMO,
    }
    page = pdf.render("vehicles/copy_pdf.html", context, language=settings.LANGUAGE_CODE)
    return certificates.sign(page, at=at)
