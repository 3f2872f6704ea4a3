"""Who works for an organization; leaving ends what the person could do for it at the next request."""

from datetime import datetime

from django.db import transaction

from portal.accounts import keys
from portal.accounts.models import ApiKey, Membership, Organization, User
from portal.accounts.sessions import end_sessions_of
from portal.audit.actions import Action
from portal.audit.log import record
from portal.core.actors import Actor
from portal.core.errors import RuleViolation
from portal.core.subjects import Subject

LEGAL = Membership.Role.LEGAL_REPRESENTATIVE


def subject_of(organization_id: int) -> Subject:
    return Subject("organization", str(organization_id))


@transaction.atomic
def add_member(
    *, organization: Organization, user: User, role: str, actor: Actor, at: datetime
) -> Membership:
    """Let a login act for an organization; a member already there gets the role.

    Raises RuleViolation `last_legal_representative`.
    """
    held = _members(organization.pk).get(user.pk)
    if held is not None:
        _require_another(held, role)
    membership, _ = Membership.objects.update_or_create(
        organization=organization, user=user, defaults={"role": role}
    )
    subject = subject_of(organization.pk)
    record(Action.MEMBER_ADDED, subject=subject, actor=actor, at=at, member=user.pk, role=role)
    return membership


@transaction.atomic
def change_role(*, membership: Membership, role: str, actor: Actor, at: datetime) -> None:
    """Give a member another role from the next request on. Safe to repeat.

    Raises RuleViolation `not_found` or `last_legal_representative`.
    """
    held = _members(membership.organization_id).get(membership.user_id)
    if held is None:
        raise RuleViolation("not_found")
    if held.role == role:
        return
    _require_another(held, role)
    Membership.objects.filter(pk=held.pk).update(role=role)
    record(
        Action.MEMBER_ROLE_CHANGED,
        subject=subject_of(held.organization_id),
        actor=actor,
        at=at,
        member=held.user_id,
        was=held.role,
        role=role,
    )


@transaction.atomic
def remove_member(*, membership: Membership, reason: str, actor: Actor, at: datetime) -> None:
    """End a membership, the person's sessions and the API keys the person has made for the organization.

    Safe to repeat. Raises RuleViolation `last_legal_representative`.
    """
    held = _members(membership.organization_id).get(membership.user_id)
    if held is None:
        return
    _require_another(held, "")
    Membership.objects.filter(pk=held.pk).delete()
    for key in ApiKey.objects.filter(
        organization=held.organization_id, created_by=held.user_id, revoked_at=None
    ):
        keys.revoke(key=key, reason=reason, actor=actor, at=at)
    end_sessions_of(held.user_id)
    subject = subject_of(held.organization_id)
    who = held.user_id
    record(Action.MEMBER_REMOVED, subject=subject, actor=actor, at=at, member=who, reason=reason)


def _members(organization_id: int) -> dict[int, Membership]:
    """The members by login, while nobody else can change who they are: two at once cannot both leave."""
    Organization.objects.select_for_update().get(pk=organization_id)
    return {row.user_id: row for row in Membership.objects.filter(organization=organization_id)}


def _require_another(leaving: Membership, role: str) -> None:
    """An organization that has a legal representative keeps one."""
    if leaving.role != LEGAL or role == LEGAL:
        return
    others = Membership.objects.filter(organization=leaving.organization_id, role=LEGAL, user__is_active=True)
    if not others.exclude(pk=leaving.pk).exists():
        raise RuleViolation("last_legal_representative")
