"""Review of applications: the list, the case page and the buttons that call `licenses.applying`."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _

from licenses import applying
from licenses.admin.case import TONES, context_of
from licenses.admin.decisions import ACTS
from licenses.admin.queue import CityFilter, QueueFilter, handed_in, next_case
from licenses.eligibility import refusals
from licenses.facts import facts_of
from licenses.models import LicenseApplication
from portal.accounts.roles import Duty
from portal.audit.actions import Action
from portal.audit.log import record
from portal.core.admin import Act, ActingAdmin, JurisdictionAdmin, acting, tag
from portal.core.errors import RuleViolation
from portal.core.references import parse_reference
from portal.documents.serving import serve

Status = LicenseApplication.Status
DECISIONS = ("approve", "send-back", "refuse")


@admin.register(LicenseApplication)
class LicenseApplicationAdmin(JurisdictionAdmin, ActingAdmin):
    duty_view = (Duty.REVIEW_APPLICATIONS,)
    acts = ACTS
    list_display = ("reference", "applicant", "city", "waiting", "state", "claimed_by")
    list_display_links = ("reference",)
    list_filter = (QueueFilter, CityFilter)
    list_select_related = ("person", "city", "claimed_by")
    search_fields = ("=reference",)
    search_help_text = _("The reference in full, such as AP-251122-7KQ2M9XC.")
    show_facets = admin.ShowFacets.ALWAYS
    ordering = ("due_at", "pk")

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        name = "licenses_licenseapplication"
        return [
            path("<path:object_id>/photo/<slug:which>/", wrap(self.photo_view), name=f"{name}_photo"),
            path("<path:object_id>/reveal/", wrap(self.reveal_view), name=f"{name}_reveal"),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request).select_related("license__person", *self.list_select_related)
        return handed_in(rows)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """References are typed by people: any case, blanks and dashes are forgiven."""
        if not search_term:
            return queryset, False
        try:
            return queryset.filter(reference=parse_reference(search_term).value), False
        except RuleViolation as refusal:
            messages.warning(request, refusal.sentence)
            return queryset.none(), False

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The case page; looking at it is written down before it is shown."""
        row = self._case(request, object_id)
        if request.method != "GET":
            return HttpResponse(status=405, headers={"Allow": "GET"})
        self._note(request, row, Action.REGISTER_VIEWED, case=row.reference)
        context = {
            **self.admin_site.each_context(request),
            **context_of(row, acting(request), timezone.now()),
            "opts": self.opts,
            "acts": self.offered(request, row),
            "reveal": reverse("admin:licenses_licenseapplication_reveal", args=[row.pk]),
            "photo_on_file": self._photo_url(row, "file") if row.license.photo_id else "",
            "photo_new": self._photo_url(row, "new") if row.photo_id else "",
        }
        return TemplateResponse(request, "admin/licenses/case.html", context)

    def reveal_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        row = self._case(request, object_id)
        if request.method != "POST":
            raise Http404
        self._note(request, row, Action.REGISTER_VIEWED, case=row.reference, field="id_number")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("ID number"),
            "original": row,
            "secret": row.person.id_number,
            "back_url": self.object_url(row),
        }
        return TemplateResponse(request, "admin/reveal.html", context)

    def photo_view(self, request: HttpRequest, object_id: str, which: str) -> HttpResponseBase:
        row = self._case(request, object_id)
        photo = {"file": row.license.photo, "new": row.photo}.get(which)
        if photo is None:
            raise Http404
        self._note(request, row, Action.FILE_VIEWED, case=row.reference, photo=which)
        return serve(photo, filename=f"{row.reference}-{which}.jpg")

    def form_of(self, act: Act, obj: Any, data: Any) -> forms.Form:
        """Refusing also offers the reasons by which the law bars this license today."""
        form = super().form_of(act, obj, data)
        if act.name == "refuse":
            bars = refusals(facts_of(obj.license), timezone.now())
            reasons: Any = form.fields["reason"]
            reasons.choices += [(bar.code, bar.sentence) for bar in bars]
        return form

    def answer(self, request: HttpRequest, obj: Any, act: Act, result: Any) -> HttpResponse:
        """After a decision the next case is opened."""
        if act.name not in DECISIONS:
            return super().answer(request, obj, act, result)
        messages.success(request, f"{obj.reference} · {act.done}")
        following = next_case(self.get_queryset(request), acting(request), timezone.now())
        if following is None:
            messages.info(request, _("Nothing more is waiting for you."))
            return HttpResponseRedirect(reverse("admin:licenses_licenseapplication_changelist"))
        return HttpResponseRedirect(self.object_url(following))

    def _case(self, request: HttpRequest, object_id: str) -> LicenseApplication:
        row = self.get_object(request, object_id) if self.has_view_permission(request) else None
        if row is None:
            raise Http404
        return row

    def _note(self, request: HttpRequest, row: LicenseApplication, action: Action, **facts: Any) -> None:
        subject = applying.subject_of(row)
        record(
            action,
            subject=subject,
            actor=acting(request),
            person_id=row.person_id,
            at=timezone.now(),
            **facts,
        )

    def _photo_url(self, row: LicenseApplication, which: str) -> str:
        return reverse("admin:licenses_licenseapplication_photo", args=[row.pk, which])

    @admin.display(description=_("applicant"))
    def applicant(self, row: LicenseApplication) -> str:
        return row.person.name

    @admin.display(description=_("waiting for"), ordering="submitted_at")
    def waiting(self, row: LicenseApplication) -> str:
        return timesince(row.submitted_at, depth=1) if row.submitted_at else "–"

    @admin.display(description=_("status"))
    def state(self, row: LicenseApplication) -> str:
        if row.status == Status.IN_REVIEW and row.due_at and row.due_at < timezone.now():
            return tag("abnormal", _("Overdue"))
        return tag(TONES.get(row.status, "neutral"), row.get_status_display())
