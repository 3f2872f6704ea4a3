"""The queue of applications: its parts, their counts on the index page, and the next case."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from licenses.models import LicenseApplication
from portal.accounts.roles import Duty
from portal.backoffice.tasks import MayAsk, Task
from portal.core.actors import Actor
from portal.core.admin import acting

Status = LicenseApplication.Status
OPEN = (Status.IN_REVIEW, Status.NEEDS_ACTION)
DECIDED = (Status.APPROVED, Status.REFUSED, Status.WITHDRAWN, Status.ENDED)


def part(name: str, actor: Actor, at: datetime) -> Q:
    """The condition of one part of the queue."""
    waiting = Q(status=Status.IN_REVIEW)
    parts = {
        "waiting": waiting,
        "mine": waiting & Q(claimed_by_id=actor.officer.pk if actor.officer else 0),
        "overdue": waiting & Q(due_at__lt=at),
        "sent_back": Q(status=Status.NEEDS_ACTION),
        "decided": Q(status__in=DECIDED),
    }
    return parts[name]


def handed_in(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Drafts are the applicant's own business."""
    return rows.exclude(status=Status.DRAFT)


def next_case(rows: QuerySet[Any], actor: Actor, at: datetime) -> LicenseApplication | None:
    """The case to go on with: own ones first, then free ones, the most urgent first."""
    free = rows.filter(part("waiting", actor, at)).exclude(person_id=actor.person_id or 0)
    mine = free.filter(part("mine", actor, at)).order_by("due_at", "pk").first()
    return mine or free.filter(claimed_by=None).order_by("due_at", "pk").first()


def tasks_of(actor: Actor, may: MayAsk, at: datetime) -> Iterator[Task]:
    """Cards for the index page; one statement."""
    if not may(Duty.REVIEW_APPLICATIONS):
        return
    rows = LicenseApplication.objects.all()
    if actor.is_officer:
        rows = rows.visible_to(actor)
    names = ("waiting", "mine", "overdue", "sent_back")
    counts = rows.filter(status__in=OPEN).aggregate(
        **{name: Count("pk", filter=part(name, actor, at)) for name in names}
    )
    titles = {
        "waiting": _("Applications waiting for review"),
        "mine": _("In my hands"),
        "overdue": _("Overdue"),
        "sent_back": _("Sent back, with the applicant"),
    }
    url = reverse("admin:licenses_licenseapplication_changelist")
    for name in names:
        tone = "abnormal" if name == "overdue" and counts[name] else "normal"
        yield Task(titles[name], f"{url}?queue={name}", counts[name], tone)


class _OpenFacets(admin.SimpleListFilter):
    """Counts what is still open only, so that a page never counts years of decided cases."""

    def get_facet_queryset(self, changelist: Any) -> dict[str, Any]:
        rows = changelist.get_queryset(self.request, exclude_parameters=self.expected_parameters())
        rows = rows.filter(status__in=OPEN)
        return rows.aggregate(**self.get_facet_counts(changelist.pk_attname, rows))


class QueueFilter(_OpenFacets):
    title = _("part of the queue")
    parameter_name = "queue"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        self.actor = acting(request)
        return [
            ("waiting", _("waiting for review")),
            ("mine", _("in my hands")),
            ("overdue", _("overdue")),
            ("sent_back", _("sent back")),
            ("decided", _("decided")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        wanted = self.value()
        return queryset.filter(part(wanted, self.actor, timezone.now())) if wanted else queryset

    def get_facet_counts(self, pk_attname: str, filtered_qs: QuerySet[Any]) -> dict[str, Any]:
        at = timezone.now()
        return {
            f"{index}__c": Count(pk_attname, filter=part(name, self.actor, at))
            for index, (name, _title) in enumerate(self.lookup_choices)
            if name != "decided"
        }


class CityFilter(_OpenFacets):
    """Only the officer's own cities."""

    title = _("city")
    parameter_name = "city"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        officer = acting(request).officer
        return [(city.pk, city.local_name) for city in officer.cities.all()] if officer else []

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(city_id=self.value()) if self.value() else queryset
