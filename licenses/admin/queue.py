"""The queue of applications: its parts, who has a case in hand, and the next case for an officer."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from licenses import applying
from licenses.models import LicenseApplication
from portal.accounts.models import Officer
from portal.core.actors import Actor
from portal.core.admin import CAP, acting
from portal.core.errors import RuleViolation

Status = LicenseApplication.Status
OPEN = (Status.IN_REVIEW, Status.NEEDS_ACTION)
DECIDED = (Status.APPROVED, Status.REFUSED, Status.WITHDRAWN, Status.ENDED)
SOON = timedelta(hours=4)
PARTS: dict[str, Any] = {
    "waiting": _("waiting for review"),
    "mine": _("in my hands"),
    "soon": _("about to run late"),
    "overdue": _("overdue"),
    "sent_back": _("sent back"),
    "decided": _("decided"),
}


def part(name: str, actor: Actor, at: datetime) -> Q:
    """The condition of one part of the queue."""
    waiting = Q(status=Status.IN_REVIEW)
    parts = {
        "waiting": waiting,
        "mine": waiting & Q(claimed_by_id=actor.officer.pk if actor.officer else 0),
        "soon": waiting & Q(due_at__gte=at, due_at__lt=at + SOON),
        "overdue": waiting & Q(due_at__lt=at),
        "sent_back": Q(status=Status.NEEDS_ACTION),
        "decided": Q(status__in=DECIDED),
    }
    return parts[name]


def counts_of(rows: QuerySet[Any], actor: Actor, at: datetime) -> dict[str, int]:
    """How many cases each open part holds, of CAP cases at most; one statement."""
    names = [name for name in PARTS if name != "decided"]
    some = rows.filter(status__in=OPEN).order_by()[:CAP]
    return some.aggregate(**{name: Count("pk", filter=part(name, actor, at)) for name in names})


def handed_in(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Drafts are the applicant's own business."""
    return rows.exclude(status=Status.DRAFT)


def _free_since(at: datetime) -> datetime:
    return at - timedelta(minutes=settings.REVIEW_CLAIM_MINUTES)


def holder_of(row: LicenseApplication, at: datetime) -> Officer | None:
    """Who works on a case now; a case taken up and left alone is in nobody's hands."""
    held = row.status == Status.IN_REVIEW and row.claimed_at and row.claimed_at > _free_since(at)
    return row.claimed_by if held else None


def take_up(row: LicenseApplication, actor: Actor, at: datetime) -> LicenseApplication:
    """Opening a case takes it up, if it is free; the same row when it is not, or is mine just now."""
    if actor.officer is None or row.status != Status.IN_REVIEW or row.person_id == actor.person_id:
        return row
    if holder_of(row, at) == actor.officer and row.claimed_at and at - row.claimed_at < timedelta(minutes=5):
        return row
    try:
        taken = applying.claim(application=row, actor=actor, at=at)
    except RuleViolation:  # somebody has it, or it has moved on: the page says so
        return row
    row.claimed_by, row.claimed_at = actor.officer, taken.claimed_at
    return row


@transaction.atomic
def take_next(rows: QuerySet[Any], actor: Actor, at: datetime) -> LicenseApplication | None:
    """The case to go on with, taken up: own ones first, then free ones, the most urgent first.

    Rows that a colleague is just taking are stepped over, so that two officers never get the same case.
    """
    waiting = rows.filter(part("waiting", actor, at)).exclude(person_id=actor.person_id or 0)
    mine = waiting.filter(part("mine", actor, at), claimed_at__gt=_free_since(at))
    free = waiting.filter(Q(claimed_by=None) | Q(claimed_at__lte=_free_since(at)))
    for candidates in (mine, free):
        urgent = candidates.select_related(None).order_by("due_at", "pk")
        row = urgent.select_for_update(skip_locked=True).first()
        if row is not None:
            return applying.claim(application=row, actor=actor, at=at) if actor.officer else row
    return None


class QueueFilter(admin.SimpleListFilter):
    """Drawn as the tabs over the list, not beside it."""

    title = _("part of the queue")
    template = "admin/licenses/in_tabs.html"
    parameter_name = "queue"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        self.actor = acting(request)
        return list(PARTS.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        wanted = self.value()
        return queryset.filter(part(wanted, self.actor, timezone.now())) if wanted in PARTS else queryset

    def choices(self, changelist: Any) -> Iterator[Any]:
        return iter(())


class CityFilter(admin.SimpleListFilter):
    """Only the officer's own cities.

    Counts what is still open only, and CAP cases at most: a page never counts years of decided cases.
    """

    title = _("city")
    parameter_name = "city"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        officer = acting(request).officer
        return [(city.pk, city.local_name) for city in officer.cities.all()] if officer else []

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(city_id=self.value()) if self.value() else queryset

    def get_facet_queryset(self, changelist: Any) -> dict[str, Any]:
        rows = changelist.get_queryset(self.request, exclude_parameters=self.expected_parameters())
        rows = rows.filter(status__in=OPEN).select_related(None).order_by()[:CAP]
        return rows.aggregate(**self.get_facet_counts(changelist.pk_attname, rows))

    def get_facet_counts(self, pk_attname: str, filtered_qs: QuerySet[Any]) -> dict[str, Any]:
        return {
            f"{index}__c": Count(pk_attname, filter=Q(city_id=pk))
            for index, (pk, _name) in enumerate(self.lookup_choices)
        }
