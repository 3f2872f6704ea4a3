"""Units file their drivers; each driver agrees to what the unit may see, for a term, or does not."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Organization, Person
from portal.audit.actions import Action
from portal.audit.log import record
from portal.core.actors import Actor
from portal.core.errors import RuleViolation
from portal.core.guessing import Limit, take
from portal.core.masking import mask_id_number
from portal.core.names import same_name
from portal.core.subjects import Subject
from portal.core.transitions import Transitions
from portal.notices.sending import notify
from portal.notices.topics import Topic
from portal.notices.wording import Words
from vehicles.models import FiledDriver
from vehicles.models.filed_driver import driver_digest

FILED_A_DAY = Limit("filed-drivers", 200, 86_400)
Status = FiledDriver.Status
moves = Transitions(
    {Status.WAITING: {Status.AGREED, Status.DECLINED, Status.ENDED}, Status.AGREED: {Status.ENDED}}
)
WORDS = {
    "driver_filed": Words(
        _("%(organization)s has filed you as a driver"),
        _("It asks to see whether your driver's license is valid. You decide."),
        goal=_("Show what it asks for"),
    )
}
SENTENCES = {
    "driver_filed_already": _("This driver is filed already."),
    "filing_over": _("This has been answered or ended already."),
}


def file_driver(
    *, organization: Organization, id_number: str, name: str, actor: Actor, at: datetime
) -> FiledDriver:
    """Ask a driver; the answer is the same whether such a person exists or not.

    The caller has made sure that the actor acts for the organization. Raises RuleViolation with
    `too_many_tries`, `tries_not_countable` or `driver_filed_already`.
    """
    take((FILED_A_DAY, str(organization.pk)))
    digest = driver_digest(id_number)
    for old in FiledDriver.objects.open().filter(organization=organization, person_digest=digest):
        if lapsed(old, at):
            end(filed=old, actor=actor, at=at)
    try:
        with transaction.atomic():
            new = FiledDriver.objects.create(
                organization=organization,
                person_digest=digest,
                masked=mask_id_number(id_number),
                name=name,
                filed_at=at,
            )
            _record(Action.DRIVER_FILED, new, actor, at)
            _tell(new, id_number, actor, at)
    except IntegrityError:
        raise RuleViolation("driver_filed_already") from None
    return new


def _tell(filed: FiledDriver, id_number: str, actor: Actor, at: datetime) -> None:
    person = Person.objects.filter(id_number=id_number).first()
    if person is None or not same_name(filed.name, person.name):
        return
    notify(
        person_id=person.pk,
        topic=Topic.AUTHORIZATION,
        key=f"filed-driver:{filed.pk}",
        code="driver_filed",
        facts={"organization": filed.organization.name},
        link=reverse("fleet:employers"),
        actor=actor,
        at=at,
    )


def employers_of(person: Person, at: datetime) -> list[FiledDriver]:
    """The units that have filed this person, waiting or agreed to."""
    found = FiledDriver.objects.addressed_to(person).open().filter(organization__is_active=True)
    rows = found.select_related("organization").order_by("-pk")[:100]
    return [row for row in rows if same_name(row.name, person.name) and not lapsed(row, at)]


def lapsed(filed: FiledDriver, at: datetime) -> bool:
    """Whether the driver once agreed and the term of that is over."""
    return filed.agreed_until is not None and filed.agreed_until <= at


def agree(*, filed: FiledDriver, person: Person, actor: Actor, at: datetime) -> None:
    """Let the unit see state, classes and term until the end of the agreed time.

    Raises RuleViolation `not_found` or `filing_over`.
    """
    _require_theirs(filed, person)
    until = at + timedelta(days=settings.DRIVER_CONSENT_DAYS)
    with transaction.atomic():
        _move(filed, Status.AGREED, person_id=person.pk, agreed_at=at, agreed_until=until)
        _record(Action.DRIVER_AGREED, filed, actor, at, person.pk)


def refuse(*, filed: FiledDriver, person: Person, actor: Actor, at: datetime) -> None:
    """Decline, or take back what was agreed: the next look of the unit shows nothing. See `agree`."""
    _require_theirs(filed, person)
    if filed.status == Status.AGREED:
        end(filed=filed, actor=actor, at=at)
        return
    with transaction.atomic():
        _move(filed, Status.DECLINED, ended_at=at)
        _record(Action.DRIVER_DECLINED, filed, actor, at, person.pk)


@transaction.atomic
def end(*, filed: FiledDriver, actor: Actor, at: datetime) -> None:
    """It is over; the caller has made sure that it is the unit's own filing, or the driver's own word."""
    _move(filed, Status.ENDED, ended_at=at)
    _record(Action.DRIVER_ENDED, filed, actor, at, filed.person_id)


def _require_theirs(filed: FiledDriver, person: Person) -> None:
    theirs = bytes(filed.person_digest) == driver_digest(person.id_number)
    if not theirs or not same_name(filed.name, person.name):
        raise RuleViolation("not_found")


def _move(filed: FiledDriver, to: Status, **changes: object) -> None:
    try:
        moves.move(filed, to=to, **changes)
    except RuleViolation:
        raise RuleViolation("filing_over") from None


def _record(
    action: Action, filed: FiledDriver, actor: Actor, at: datetime, person_id: int | None = None
) -> None:
    """Whom a filing is about stays out of the trail until that person has answered."""
    about = Subject("filed-driver", str(filed.pk))
    unit = filed.organization_id
    record(action, subject=about, actor=actor, person_id=person_id, at=at, organization=unit)
