"""What waits in the rooms that know no back office: identity claims, and tools for feeds and the rollout."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import IdentityClaim
from portal.accounts.roles import Duty
from portal.backoffice.tasks import MayAsk, Task
from portal.core.actors import Actor
from portal.rollout.models import Batch


def claims_at_counter(actor: Actor, may: MayAsk, _at: datetime) -> Iterator[Task]:
    """Claims to be confirmed in the officer's cities; one statement."""
    if not may(Duty.CONFIRM_IDENTITY):
        return
    rows = IdentityClaim.objects.filter(status=IdentityClaim.Status.AT_COUNTER)
    if actor.is_officer:
        rows = rows.filter(city__in=actor.officer.cities.all())
    url = reverse("admin:accounts_identityclaim_changelist")
    yield Task(_("Identity claims at my counter"), url, rows.count())


def batches_to_approve(actor: Actor, may: MayAsk, _at: datetime) -> Iterator[Task]:
    """Plans that wait for a second person and are not the actor's own; one statement."""
    if not may(Duty.APPROVE_ROLLOUT):
        return
    waiting = Batch.objects.filter(status=Batch.Status.PLANNED).exclude(author_ids__contains=[actor.user_id])
    url = reverse("admin:rollout_batch_changelist")
    if count := waiting.count():
        yield Task(_("Batches to approve"), f"{url}?status__exact=planned", count, tone="notice")


def tools(_actor: Actor, may: MayAsk, _at: datetime) -> Iterator[Task]:
    if may(Duty.LOOK_UP_REGISTER):
        url = reverse("admin:accounts_person_changelist")
        yield Task(_("Look up a person"), url, hint=_("With a reason; every search is written down."))
    if may(Duty.LOAD_FEEDS):
        url = reverse("admin:feeds_feedload_changelist")
        yield Task(_("Register feeds"), url, hint=_("Load a file and see what was rejected."))
    if may(Duty.PLAN_ROLLOUT) or may(Duty.APPROVE_ROLLOUT):
        url = reverse("admin:rollout_activation_changelist")
        yield Task(_("Openings of cities"), url, hint=_("What opens where and when; pause and resume."))
    if may(Duty.MANAGE_ORGANIZATIONS):
        url = reverse("admin:accounts_organization_changelist")
        yield Task(_("Organizations and API keys"), url, hint=_("Companies, their members and their keys."))
    if may(Duty.MANAGE_KEYS):
        url = reverse("admin:credentials_signingkey_changelist")
        yield Task(_("Signing keys"), url, hint=_("Stage, activate or withdraw the keys that sign."))
    if may(Duty.READ_AUDIT):
        url = reverse("admin:audit_auditevent_changelist")
        yield Task(_("Audit trail"), url, hint=_("Who did what and when; every search is written down."))
