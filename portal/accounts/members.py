"""Who works for an organization; leaving ends what the person could do for it at the next request."""

from datetime import datetime

from django.db import transaction

from portal.accounts import keys
from portal.accounts.models import ApiKey, Membership, Organization, User
from portal.accounts.sessions import end_sessions_of
from portal.audit.actions import Action
from portal.audit.log import record
from portal.core.actors import Actor
from portal.core.subjects import Subject


@transaction.atomic
def add_member(
    *, organization: Organization, user: User, role: str, actor: Actor, at: datetime
) -> Membership:
    """Let a login act for an organization; a member already there gets the role."""
    membership, _ = Membership.objects.update_or_create(
        organization=organization, user=user, defaults={"role": role}
    )
    subject = Subject("organization", str(organization.pk))
    record(Action.MEMBER_ADDED, subject=subject, actor=actor, at=at, member=user.pk, role=role)
    return membership


@transaction.atomic
def remove_member(*, membership: Membership, reason: str, actor: Actor, at: datetime) -> None:
    """End a membership, the person's sessions and the API keys the person has made for the organization."""
    deleted, _ = Membership.objects.filter(pk=membership.pk).delete()
    if not deleted:
        return
    for key in ApiKey.objects.filter(
        organization=membership.organization_id, created_by=membership.user_id, revoked_at=None
    ):
        keys.revoke(key=key, reason=reason, actor=actor, at=at)
    end_sessions_of(membership.user_id)
    subject = Subject("organization", str(membership.organization_id))
    who = membership.user_id
    record(Action.MEMBER_REMOVED, subject=subject, actor=actor, at=at, member=who, reason=reason)
