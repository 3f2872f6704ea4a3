"""What I have done: an officer's own acts of the last days, counted from the trail, also as CSV."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.audit.actions import Action
from portal.audit.log import record
from portal.audit.models import AuditEvent
from portal.core.actors import Actor
from portal.core.admin import acting
from portal.core.exports import csv_lines
from portal.core.subjects import Subject

DAYS = 30
NEWEST_A_DAY = 2_000  # acts looked at, a day and in all: the way along one index ends there, however long
NEWEST = 20_000  # somebody has served
NOT_WORK = frozenset(
    {
        Action.ACCESS_REFUSED,
        Action.STAFF_SIGNED_IN,
        Action.SECOND_FACTOR_ADDED,
        Action.SECOND_FACTOR_REMOVED,
        Action.CREDENTIAL_ISSUED,
        Action.CREDENTIAL_SUPERSEDED,
    }
)
LOOKS = frozenset({Action.REGISTER_VIEWED, Action.REGISTER_SEARCHED, Action.FILE_VIEWED})
Counts = Mapping[tuple[date, str], int]


def pages(site: Any) -> list[URLPattern]:
    """The page and its file, for `backoffice.site.register_pages`."""

    def page(request: HttpRequest) -> HttpResponse:
        return _page(request, site)

    return [
        path("numbers/", site.admin_view(require_safe(page)), name="numbers"),
        path("numbers.csv", site.admin_view(require_safe(_file)), name="numbers_csv"),
    ]


def acts_of(actor: Actor, *, days: int, at: datetime) -> Counts:
    """How often this login did what on which local day, today and `days - 1` before; one statement."""
    if actor.user_id is None:
        return {}
    since = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    since -= timedelta(days=days - 1)
    newest = AuditEvent.objects.filter(actor_id=actor.user_id).order_by("-id").values_list("at", "action")
    counted: Counter[tuple[date, str]] = Counter()
    for moment, action in newest[: min(NEWEST, days * NEWEST_A_DAY)].iterator(chunk_size=2000):
        if moment >= since and action not in NOT_WORK:
            counted[timezone.localdate(moment), action] += 1
    return counted


def today_of(actor: Actor, at: datetime) -> list[tuple[Any, int]]:
    """Today's acts with their words, the most frequent first; having looked is no act."""
    counted = acts_of(actor, days=1, at=at)
    ordered = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0][1]))
    return [(Action(action).label, count) for (_day, action), count in ordered if action not in LOOKS]


def _table(counted: Counts, at: datetime) -> list[dict[str, Any]]:
    today = timezone.localdate(at)
    rows = []
    for action in Action:
        days = {day: count for (day, done), count in counted.items() if done == action}
        if days:
            week = sum(count for day, count in days.items() if day > today - timedelta(days=7))
            rows.append(
                {
                    "label": action.label,
                    "today": days.get(today, 0),
                    "week": week,
                    "all": sum(days.values()),
                }
            )
    return sorted(rows, key=lambda row: -row["all"])


def _page(request: HttpRequest, site: Any) -> HttpResponse:
    at = timezone.now()
    rows = _table(acts_of(acting(request), days=DAYS, at=at), at)
    context = {**site.each_context(request), "title": _("My numbers"), "rows": rows, "days": DAYS}
    return TemplateResponse(request, "admin/numbers.html", context)


def _file(request: HttpRequest) -> StreamingHttpResponse:
    """One line a day and kind of act; written down before the first byte leaves."""
    at, actor = timezone.now(), acting(request)
    counted = sorted(acts_of(actor, days=DAYS, at=at).items())
    subject = Subject("numbers", str(actor.user_id))
    record(Action.EXPORT_MADE, subject=subject, actor=actor, at=at, rows=len(counted))
    lines = csv_lines(
        [str(_("Day")), str(_("What")), str(_("Count"))],
        [(day.isoformat(), str(Action(action).label), count) for (day, action), count in counted],
    )
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="my-numbers-{timezone.localdate(at)}.csv"'
    answer["Cache-Control"] = "private, no-store"
    return answer
