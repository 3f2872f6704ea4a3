"""Grant, accept, decline and end: the only writers of authorizations."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from portal.accounts.models import Person
from portal.audit.actions import Action
from portal.audit.log import record
from portal.calendar.days import add_working_days
from portal.core.actors import Actor
from portal.core.errors import RuleViolation
from portal.core.guessing import Limit, take
from portal.core.masking import mask_id_number
from portal.core.names import same_name
from portal.core.subjects import Subject
from portal.core.transitions import Transitions
from portal.grants.models import Grant, GrantRule, GrantSubject
from portal.grants.querysets import OPEN, grantee_digest

GRANTS_A_DAY = Limit("grants", 30, 86_400)
Status = Grant.Status
moves = Transitions(
    {
        Status.WAITING: {Status.ACCEPTED, Status.DECLINED, Status.ENDED},
        Status.ACCEPTED: {Status.ENDED},
    }
)


@dataclass(frozen=True, slots=True)
class Grantor:
    """Who lends: a person or an organization. `id_number` is the person's own."""

    person_id: int | None = None
    organization_id: int | None = None
    id_number: str = ""


def last_day_possible(scope: str, on: date) -> date:
    """The latest last day of a grant made on `on`, counted in working days."""
    return add_working_days(on, GrantRule.objects.get(pk=scope).most_working_days)


def grant(
    *,
    scope: str,
    ref: str,
    grantor: Grantor,
    id_number: str,
    name: str,
    purpose: str,
    last_day: date,
    actor: Actor,
    at: datetime,
) -> Grant:
    """Let the person with this ID number and name use one thing until the end of `last_day`.

    The caller has made sure that the thing is the grantor's; number and name come validated. The answer is
    the same whether such a person exists or not. Raises RuleViolation with `too_many_tries`,
    `tries_not_countable`, `grant_to_oneself`, `grant_term_past`, `grant_term_too_long`, `grant_too_many` or
    `grant_exists`.
    """
    take((GRANTS_A_DAY, f"{grantor.person_id}:{grantor.organization_id}"))
    rule = GrantRule.objects.get(pk=scope)
    if refusals := refused(rule, grantor, id_number, last_day, on=timezone.localdate(at)):
        raise refusals[0]
    end = timezone.make_aware(datetime.combine(last_day + timedelta(days=1), time.min))
    with transaction.atomic():
        subject = _locked(scope, ref)
        _close_lapsed(subject, at)
        digest = grantee_digest(id_number)
        _require_place(subject, digest, purpose, rule, at)
        new = Grant.objects.create(
            subject=subject,
            grantor_person_id=None if grantor.organization_id else grantor.person_id,
            grantor_organization_id=grantor.organization_id,
            grantee_digest=digest,
            grantee_name=name,
            grantee_masked=mask_id_number(id_number),
            purpose=purpose,
            created_at=at,
            valid_until=end,
        )
        _record(Action.GRANT_MADE, new, actor, at, purpose=purpose, until=last_day.isoformat())
    return new


def refused(
    rule: GrantRule, grantor: Grantor, id_number: str, last_day: date, *, on: date
) -> list[RuleViolation]:
    """Why these terms cannot be granted, apart from how many there are already."""
    last = add_working_days(on, rule.most_working_days)
    reasons = []
    if id_number == grantor.id_number:
        reasons.append(RuleViolation("grant_to_oneself"))
    if last_day < on:
        reasons.append(RuleViolation("grant_term_past"))
    if last_day > last:
        reasons.append(
            RuleViolation("grant_term_too_long", most=rule.most_working_days, last=date_format(last))
        )
    return reasons


def _locked(scope: str, ref: str) -> GrantSubject:
    """The row that whoever counts must hold, so that two at once cannot both take the last place."""
    GrantSubject.objects.bulk_create([GrantSubject(scope=scope, ref=ref)], ignore_conflicts=True)
    return GrantSubject.objects.select_for_update().get(scope=scope, ref=ref)


def _close_lapsed(subject: GrantSubject, at: datetime) -> None:
    """Those past their term give up their places; they count as ended already."""
    for lapsed in subject.grants.lapsed(at):
        moves.move(lapsed, to=Status.ENDED, ended_at=lapsed.valid_until)


def _require_place(subject: GrantSubject, digest: bytes, purpose: str, rule: GrantRule, at: datetime) -> None:
    taken = [
        (bytes(held), what) for held, what in subject.grants.open(at).values_list("grantee_digest", "purpose")
    ]
    if (digest, purpose) in taken:
        raise RuleViolation("grant_exists")
    people = {held for held, _purpose in taken}
    if digest not in people and len(people) >= rule.most_people:
        raise RuleViolation("grant_too_many", most=rule.most_people)


def addressed(person: Person, at: datetime) -> list[Grant]:
    """The open authorizations whose number and name are this person's, newest first."""
    found = Grant.objects.addressed_to(person).open(at).select_related("subject").order_by("-pk")[:100]
    return [grant for grant in found if same_name(grant.grantee_name, person.name)]


@transaction.atomic
def accept(*, grant: Grant, person: Person, actor: Actor, at: datetime) -> Grant:
    """Take what was offered. Raises RuleViolation with `not_found`, `grant_not_waiting` or `grant_over`."""
    _require_addressee(grant, person)
    if grant.valid_until <= at:
        raise RuleViolation("grant_over")
    _move(grant, Status.ACCEPTED, grantee_id=person.pk, answered_at=at)
    _record(Action.GRANT_ACCEPTED, grant, actor, at)
    return grant


@transaction.atomic
def decline(*, grant: Grant, person: Person, actor: Actor, at: datetime) -> Grant:
    """Say no to what was offered. Raises RuleViolation with `not_found` or `grant_not_waiting`."""
    _require_addressee(grant, person)
    _move(grant, Status.DECLINED, answered_at=at, ended_at=at)
    _record(Action.GRANT_DECLINED, grant, actor, at)
    return grant


@transaction.atomic
def end(*, grant: Grant, actor: Actor, at: datetime, by: str = "grantor") -> Grant:
    """End it now: the next check is refused. `by` is grantor or grantee; the caller knows it is theirs.

    Safe to repeat. A grant answered meanwhile is ended in its new state.
    """
    fresh = Grant.objects.select_for_update().select_related("subject").get(pk=grant.pk)
    if fresh.status in OPEN:
        moves.move(fresh, to=Status.ENDED, ended_at=min(at, fresh.valid_until))
        _record(Action.GRANT_ENDED, fresh, actor, at, by=by)
    return fresh


def _require_addressee(grant: Grant, person: Person) -> None:
    theirs = bytes(grant.grantee_digest) == grantee_digest(person.id_number)
    if not theirs or not same_name(grant.grantee_name, person.name):
        raise RuleViolation("not_found")


def _move(grant: Grant, to: Status, **changes: object) -> None:
    try:
        moves.move(grant, to=to, **changes)
    except RuleViolation:
        raise RuleViolation("grant_not_waiting") from None


def _record(action: Action, grant: Grant, actor: Actor, at: datetime, **facts: str) -> None:
    record(
        action,
        subject=Subject("grant", str(grant.pk)),
        actor=actor,
        person_id=grant.grantor_person_id,
        at=at,
        thing=f"{grant.subject.scope}:{grant.subject.ref}",
        **facts,
    )
