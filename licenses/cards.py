"""What pages show a person about license and applications: ready words, tones and addresses."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from licenses import reminding
from licenses.applying import EDITABLE, refusals_now
from licenses.credential import live_copy, valid_period
from licenses.facts import LicenseFacts, facts_of
from licenses.models import DriverLicense, LicenseApplication
from licenses.standing import standing
from licenses.tracker import Events, reason_in_words, timeline
from licenses.wording import explain
from portal.core.actors import Actor
from portal.core.errors import RuleViolation
from portal.core.explanations import Explanation
from portal.core.languages import register_language
from portal.core.masking import mask_id_number
from portal.credentials.kinds import Standing
from portal.rollout import gates, waiting
from portal.rollout.models import Activation
from portal.rollout.services import Service

Status = LicenseApplication.Status
_TITLE = _("Electronic driver's license")
_TONES = {
    Status.DRAFT: "neutral",
    Status.NEEDS_ACTION: "notice",
    Status.IN_REVIEW: "neutral",
    Status.APPROVED: "normal",
    Status.REFUSED: "abnormal",
    Status.WITHDRAWN: "void",
    Status.ENDED: "void",
}


@dataclass(frozen=True, slots=True)
class ApplicationCard:
    """One application of a person, as lists and the tracker show it.

    `timeline` feeds that component; `resume_url` is the step at which to go on, empty when there is none.
    """

    reference: str
    title: Any
    tone: str
    label: Any
    url: str
    reason: Any
    note: str
    begun_at: datetime
    submitted_at: datetime | None
    due_at: datetime | None
    decided_at: datetime | None
    is_editable: bool
    is_open: bool
    card_url: str
    timeline: list[dict[str, Any]]
    resume_url: str


@dataclass(frozen=True, slots=True)
class Offer:
    """Something a person can apply for now, an application to go on with, or what stands in the way."""

    title: Any
    text: Any
    action: Any
    url: str


@dataclass(frozen=True, slots=True)
class LicenseCard:
    """The license in the register, as the pages before an application show it."""

    name: str
    number_masked: str
    classes: str
    valid_period: str
    office: str
    city: str
    standing: Standing
    has_photo: bool
    lang: str


@dataclass(frozen=True, slots=True)
class Situation:
    """Where a person stands before applying.

    `stage` is one of anonymous, unbound, no_license, held, open, refused, closed, ready.
    """

    stage: str
    license: DriverLicense | None = None
    card: LicenseCard | None = None
    application: ApplicationCard | None = None
    held_url: str = ""
    refusals: tuple[Explanation, ...] = ()
    opening: Activation | None = None
    waits: bool = False

    @property
    def advice(self) -> list[Any]:
        """What can be done about the refusals, each said once."""
        return list({str(bar.advice): bar.advice for bar in self.refusals}.values())


def wallet_url(credential_id: Any) -> str:
    return reverse("credentials:card", args=[credential_id])


def license_card(license: DriverLicense, facts: LicenseFacts, at: datetime) -> LicenseCard:
    return LicenseCard(
        name=facts.name,
        number_masked=mask_id_number(facts.number),
        classes="".join(facts.classes),
        valid_period=valid_period(facts),
        office=facts.office,
        city=license.city.local_name,
        standing=standing(facts, timezone.localdate(at)),
        has_photo=facts.photo_id is not None,
        lang=register_language(),
    )


def situation_of(actor: Actor, at: datetime) -> Situation:
    """What the start page has to say to this visitor; up to six statements."""
    if actor.person_id is None:
        return Situation("unbound" if actor.user_id else "anonymous")
    license = DriverLicense.objects.of_holder(actor).select_related("person", "city").first()
    if license is None:
        return Situation("no_license")
    facts = facts_of(license)
    card = license_card(license, facts, at)
    held = live_copy(facts)
    if held is not None:
        return Situation("held", license, card, held_url=wallet_url(held.pk))
    application = LicenseApplication.objects.of_holder(actor).open().first()
    if application is not None:
        return Situation("open", license, card, application_card(application))
    bars = refusals_now(license, at)
    if not bars:
        return Situation("ready", license, card)
    by_law = tuple(explain(bar) for bar in bars if bar.code != "city_not_open")
    if by_law:
        return Situation("refused", license, card, refusals=by_law, waits=reminding.waits(license))
    planned = gates.planned(Service.DRIVER_LICENSE, license.city_id, at)
    waits = Service.DRIVER_LICENSE in waiting.services_of(actor.person_id, license.city_id)
    return Situation("closed", license, card, opening=planned, waits=waits)


def application_card(row: LicenseApplication, events: Events = ()) -> ApplicationCard:
    return ApplicationCard(
        reference=row.reference,
        title=_TITLE,
        tone=_TONES[Status(row.status)],
        label=Status(row.status).label,
        url=reverse("licenses:application-track", args=[row.reference]),
        reason=reason_in_words(row.reason_code),
        note=row.reason_note,
        begun_at=row.created_at,
        submitted_at=row.submitted_at,
        due_at=row.due_at,
        decided_at=row.decided_at,
        is_editable=row.status in EDITABLE,
        is_open=row.status in (*EDITABLE, Status.IN_REVIEW),
        card_url=wallet_url(row.credential_id) if row.status == Status.APPROVED else "",
        timeline=timeline(row, events),
        resume_url=_resume_url(row),
    )


def _resume_url(row: LicenseApplication) -> str:
    """The first question that has no answer yet; for what was sent back, the one to answer anew."""
    if row.status == Status.NEEDS_ACTION:
        return reverse("licenses:apply-photo")
    if row.status != Status.DRAFT:
        return ""
    if row.consented_at is None:
        return reverse("licenses:apply-consent")
    return reverse("licenses:apply-check" if row.photo_source else "licenses:apply-photo")


def applications_of(actor: Actor) -> list[ApplicationCard]:
    """All applications of the person, newest first; one statement."""
    rows = LicenseApplication.objects.of_holder(actor).order_by("-created_at", "-pk")[:50]
    return [application_card(row) for row in rows]


def offers_of(actor: Actor, at: datetime) -> list[Offer]:
    """What the person can apply for, or go on with, in this line."""
    situation, start = situation_of(actor, at), reverse("licenses:apply-start")
    if situation.stage == "ready":
        return [Offer(_TITLE, _("It has the same force as the paper license."), _("Apply now"), start)]
    if situation.stage == "open" and situation.application:
        application = situation.application
        if application.is_editable:
            text = _("Your application is not handed in yet.")
            return [Offer(_TITLE, text, _("Go on"), application.resume_url)]
        return [Offer(_TITLE, _("Your application is in review."), _("See the progress"), application.url)]
    if situation.stage == "closed" and situation.card:
        title = format_lazy(_("{city} is not open yet"), city=situation.card.city)
        return [Offer(title, _plan(situation.opening), _("What you can do meanwhile"), start)]
    return []


def _plan(opening: Activation | None) -> Any:
    if opening is None:
        return _("There is no date for it yet.")
    day = date_format(timezone.localtime(opening.opens_at), "Y-m-d")
    return format_lazy(_("Plan: it opens on {day}. A plan may change."), day=day)


def explanation_of(row: LicenseApplication) -> Explanation:
    """The refusal of an application in full."""
    facts = row.reason_facts or {"file_number": row.license.file_number}
    return explain(RuleViolation(row.reason_code, **facts))
