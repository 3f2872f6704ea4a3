"""Ask somebody by phone and name to work for an organization; only that person, signed in, can say yes."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from portal.accounts.members import add_member, subject_of
from portal.accounts.models import Invitation, Membership, Organization, User
from portal.accounts.models.invitation import phone_digest
from portal.accounts.texting import post_sms
from portal.audit.actions import Action
from portal.audit.log import record
from portal.core.actors import Actor
from portal.core.errors import RuleViolation
from portal.core.guessing import Limit, take
from portal.core.masking import mask_phone
from portal.core.names import same_name
from portal.core.transitions import Transitions

INVITATIONS_A_DAY = Limit("invitations", 30, 86_400)
INVITED_A_DAY = Limit("invitations-phone", 5, 86_400)
Status = Invitation.Status
moves = Transitions({Status.WAITING: {Status.ACCEPTED, Status.DECLINED, Status.WITHDRAWN}})


def invite(
    *, organization: Organization, phone: str, name: str, role: str, actor: Actor, at: datetime
) -> Invitation:
    """Send an invitation; the answer is the same whether there is a login with this phone or not.

    The caller has made sure that the actor may manage members; phone and name come validated. Raises
    RuleViolation with `too_many_tries`, `tries_not_countable` or `already_invited`.
    """
    take((INVITATIONS_A_DAY, str(organization.pk)), (INVITED_A_DAY, phone))
    digest = phone_digest(phone)
    with transaction.atomic():
        Organization.objects.select_for_update().get(pk=organization.pk)
        waiting = organization.invitations.filter(phone_digest=digest, status=Status.WAITING).first()
        if waiting is not None and waiting.valid_until > at:
            raise RuleViolation("already_invited")
        if waiting is not None:
            moves.move(waiting, to=Status.WITHDRAWN, answered_at=waiting.valid_until)
        new = Invitation.objects.create(
            organization=organization,
            phone_digest=digest,
            phone_masked=mask_phone(phone),
            name=name,
            role=role,
            invited_by_id=actor.user_id,
            created_at=at,
            valid_until=at + timedelta(days=settings.INVITATION_DAYS),
        )
        subject = subject_of(organization.pk)
        record(Action.MEMBER_INVITED, subject=subject, actor=actor, at=at, invitation=new.pk, role=role)
        _tell(phone, organization, at)
    return new


def _tell(phone: str, organization: Organization, at: datetime) -> None:
    """A text without a name and without a link: sign in as always, nothing else is asked."""
    with translation.override(settings.LANGUAGE_CODE):
        text = gettext(
            "%(organization)s invites you to work for it on this portal. Sign in with this number and open"
            " “Me” – “Organizations” to answer. Not you? Then do nothing."
        )
    post_sms(phone=phone, text=text % {"organization": organization.name}, at=at)


def waiting_for(user: User, at: datetime) -> list[Invitation]:
    """The invitations this login can answer now: its phone and, once it is somebody's, that name."""
    found = Invitation.objects.addressed_to(user).filter(status=Status.WAITING, valid_until__gt=at)
    rows = found.select_related("organization").order_by("-pk")[:20]
    person = user.person
    return [row for row in rows if person is not None and same_name(row.name, person.name)]


@transaction.atomic
def accept(*, invitation: Invitation, user: User, actor: Actor, at: datetime) -> Membership:
    """Become a member. Raises RuleViolation `not_found`, `already_member` or `invitation_over`."""
    _require_addressee(invitation, user)
    if invitation.valid_until <= at:
        raise RuleViolation("invitation_over")
    if Membership.objects.filter(organization=invitation.organization_id, user=user).exists():
        raise RuleViolation("already_member")
    _move(invitation, Status.ACCEPTED, at)
    return add_member(
        organization=invitation.organization, user=user, role=invitation.role, actor=actor, at=at
    )


def decline(*, invitation: Invitation, user: User, at: datetime) -> None:
    """Say no. Raises RuleViolation `not_found` or `invitation_over`."""
    _require_addressee(invitation, user)
    _move(invitation, Status.DECLINED, at)


def withdraw(*, invitation: Invitation, at: datetime) -> None:
    """Take it back; the caller has made sure that it is the actor's organization. See `decline`."""
    _move(invitation, Status.WITHDRAWN, at)


def _require_addressee(invitation: Invitation, user: User) -> None:
    theirs = Invitation.objects.addressed_to(user).filter(pk=invitation.pk).exists()
    if not theirs or user.person is None or not same_name(invitation.name, user.person.name):
        raise RuleViolation("not_found")


def _move(invitation: Invitation, to: Status, at: datetime) -> None:
    try:
        moves.move(invitation, to=to, answered_at=at)
    except RuleViolation:
        raise RuleViolation("invitation_over") from None
