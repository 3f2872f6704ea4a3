"""Admin pages of signing keys, credentials and the log of checks."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.accounts.roles import Duty
from portal.backoffice import tasks
from portal.backoffice.site import register_pages
from portal.credentials.admin.checks import checks_pages
from portal.credentials.admin.credentials import CredentialAdmin
from portal.credentials.admin.runs import RunAdmin
from portal.credentials.admin.signing_keys import SigningKeyAdmin
from portal.credentials.models import Run

_WAITING = (
    (Run.Status.PLANNED, _("Bulk runs to approve"), Duty.APPROVE_ROLLOUT, "notice"),
    (Run.Status.PAUSED, _("Paused bulk runs"), Duty.PLAN_ROLLOUT, "normal"),
    (Run.Status.FAILED, _("Bulk runs with failed parts"), Duty.PLAN_ROLLOUT, "abnormal"),
)


def _tools(actor: Any, may: tasks.MayAsk, _at: datetime) -> Iterator[tasks.Task]:
    if may(Duty.CHECK_CREDENTIALS):
        yield tasks.Task(_("Check a credential"), "/scan/", hint=_("Scan a code or type it."))
        if actor.is_officer:  # a counter is of a city
            yield tasks.Task(_("Counter"), "/counter/", hint=_("What a business needs, and nothing more."))
    if may(Duty.READ_AUDIT):
        yield tasks.Task(_("Log of checks"), "/admin/checks/", hint=_("Who has checked what, and why."))


def _runs(_actor: Any, may: tasks.MayAsk, _at: datetime) -> Iterator[tasks.Task]:
    """Runs that wait for a second person, stand still or have failed parts are work; the list is a tool."""
    if not (may(Duty.PLAN_ROLLOUT) or may(Duty.APPROVE_ROLLOUT)):
        return
    url = reverse("admin:credentials_run_changelist")
    found = dict(Run.objects.order_by("status").values_list("status").annotate(n=Count("pk")))
    for status, title, duty, tone in _WAITING:
        if found.get(status) and may(duty):
            yield tasks.Task(title, f"{url}?status__exact={status}", found[status], tone=tone)
    yield tasks.Task(_("Bulk runs"), url, hint=_("Issue to whole cities or a list; watch and pause."))


register_pages(checks_pages)
tasks.register(_runs, order=55)
tasks.register(_tools, order=80)

__all__ = ["CredentialAdmin", "RunAdmin", "SigningKeyAdmin", "checks_pages"]
