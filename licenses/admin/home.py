"""What this line puts on an officer's first page: the queue with its urgency, and how far today's work is."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from licenses.admin.queue import DECIDED, counts_of
from licenses.models import LicenseApplication
from portal.accounts.roles import Duty
from portal.backoffice.tasks import MayAsk, Task
from portal.core.actors import Actor
from portal.core.admin import CAP

Status = LicenseApplication.Status
_TITLES: dict[str, Any] = {
    "waiting": _("Applications waiting for review"),
    "mine": _("In my hands"),
    "soon": _("About to run late, within 4 hours"),
    "overdue": _("Overdue"),
    "sent_back": _("Sent back, with the applicant"),
}
_TONES = {"soon": "notice", "overdue": "abnormal"}
_NAME = "admin:licenses_licenseapplication"


def tasks_of(actor: Actor, may: MayAsk, at: datetime) -> Iterator[Task]:
    """Cards for the index page; three statements, none of them over decided cases of other days."""
    if not may(Duty.REVIEW_APPLICATIONS):
        return
    rows = LicenseApplication.objects.all()
    if actor.is_officer:
        rows = rows.visible_to(actor)
    counts = counts_of(rows, actor, at)
    url = reverse(f"{_NAME}_changelist")
    if actor.is_officer:
        yield Task(_("Next case"), reverse(f"{_NAME}_next"), press=True, hint=_("The most urgent free one."))
    for name, title in _TITLES.items():
        tone = _TONES.get(name, "normal") if counts[name] else "normal"
        yield Task(title, f"{url}?queue={name}", counts[name], tone)
    yield from _today(rows, actor, at)


def _today(rows: QuerySet[Any], actor: Actor, at: datetime) -> Iterator[Task]:
    """Of what was handed in today, how much is decided: city by city, of CAP cases at most."""
    midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    said = [status for status in Status.values if status != Status.DRAFT]
    fresh = rows.filter(status__in=said, submitted_at__gte=midnight).order_by()[:CAP]
    cities = list(actor.officer.cities.all()[:12]) if actor.is_officer else []
    asked: dict[str, Any] = {}
    for city in cities:
        asked[f"in_{city.pk}"] = Count("pk", filter=Q(city_id=city.pk))
        asked[f"done_{city.pk}"] = Count("pk", filter=Q(city_id=city.pk, status__in=DECIDED))
    counts = fresh.aggregate(**asked) if asked else {}
    for city in cities:
        title = format_lazy("{} · {}", city.local_name, _("decided of what came in today"))
        yield Task(title, "", counts[f"done_{city.pk}"], total=counts[f"in_{city.pk}"])
