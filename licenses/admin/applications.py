"""Review of applications: the list, the case page and the buttons that call `licenses.applying`."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from licenses import applying
from licenses.admin.case import TONES, context_of
from licenses.admin.decisions import ACTS
from licenses.admin.queue import (
    PARTS,
    SOON,
    CityFilter,
    QueueFilter,
    counts_of,
    handed_in,
    holder_of,
    take_next,
    take_up,
)
from licenses.eligibility import refusals
from licenses.facts import facts_of
from licenses.models import LicenseApplication
from portal.accounts.roles import Duty
from portal.audit.actions import Action
from portal.audit.log import record
from portal.backoffice.exporting import ExportAdmin
from portal.backoffice.views import clean_query, views_of
from portal.core.admin import Act, ActingAdmin, BulkAct, JurisdictionAdmin, ReferenceSearch, acting, tag
from portal.core.masking import mask_id_number
from portal.documents.serving import serve

Status = LicenseApplication.Status
DECISIONS = ("approve", "send-back", "refuse")
_PAGE = "licenses_licenseapplication"
TAKE_UP = BulkAct(
    "take_up",
    _("Take up"),
    lambda row, actor, at: applying.claim(application=row, actor=actor, at=at),
    duty=Duty.REVIEW_APPLICATIONS,
    explain=_("The cases are in your hands until you decide them, release them or leave them alone."),
)
RELEASE = BulkAct(
    "release",
    _("Release the cases"),
    lambda row, actor, at: applying.release(application=row, actor=actor, at=at),
    duty=Duty.REVIEW_APPLICATIONS,
    explain=_("The cases are free for colleagues. What colleagues have in hand stays there."),
)


@admin.register(LicenseApplication)
class LicenseApplicationAdmin(ExportAdmin, ReferenceSearch, JurisdictionAdmin, ActingAdmin):
    duty_view = (Duty.REVIEW_APPLICATIONS,)
    acts = ACTS
    act_template = "admin/licenses/deciding.html"
    actions = (TAKE_UP.action(), RELEASE.action())
    change_list_template = "admin/licenses/queue.html"
    list_display = ("reference", "applicant", "city", "waiting", "state", "in_hands_of")
    list_display_links = ("reference",)
    list_filter = (QueueFilter, CityFilter)
    list_select_related = ("person", "city", "claimed_by")
    show_facets = admin.ShowFacets.ALWAYS
    ordering = ("due_at", "pk")
    export_columns = (
        _("reference"),
        _("city"),
        _("status"),
        _("handed in at"),
        _("promised by"),
        _("decided at"),
        _("in the hands of"),
    )

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        name = _PAGE
        return [
            path("next/", wrap(require_POST(self.next_view)), name=f"{name}_next"),
            path("<path:object_id>/photo/<slug:which>/", wrap(self.photo_view), name=f"{name}_photo"),
            path("<path:object_id>/reveal/", wrap(self.reveal_view), name=f"{name}_reveal"),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request).select_related("license__person", *self.list_select_related)
        return handed_in(rows)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The case page; looking at it is written down before it is shown."""
        row, at = self._case(request, object_id), timezone.now()
        if request.method != "GET":
            return HttpResponse(status=405, headers={"Allow": "GET"})
        self._note(request, row, Action.REGISTER_VIEWED, case=row.reference)
        row = take_up(row, acting(request), at)
        context = {
            **self.admin_site.each_context(request),
            **context_of(row, acting(request), at),
            "opts": self.opts,
            "acts": self.offered(request, row),
            "reveal": reverse("admin:licenses_licenseapplication_reveal", args=[row.pk]),
            **self._photos(row),
        }
        return TemplateResponse(request, "admin/licenses/case.html", context)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The list with its tabs: the parts of the queue, and the views the officer has saved."""
        query = clean_query(request.GET.urlencode())
        views = [(view, view.query == query) for view in views_of(acting(request), _PAGE)]
        counts = counts_of(self.get_queryset(request), acting(request), timezone.now())
        tabs = [
            (f"?queue={name}", title, request.GET.get("queue") == name, counts.get(name))
            for name, title in PARTS.items()
        ]
        context = {"tabs": tabs, "views": views, "view_page": _PAGE, "view_query": query}
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def next_view(self, request: HttpRequest) -> HttpResponse:
        """Take the next case up and open it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        following = take_next(self.get_queryset(request), acting(request), timezone.now())
        if following is None:
            messages.info(request, _("Nothing more is waiting for you."))
            return HttpResponseRedirect(reverse(f"admin:{_PAGE}_changelist"))
        return HttpResponseRedirect(self.object_url(following))

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
            reasons.choices = [*reasons.choices, *((bar.code, bar.sentence) for bar in bars)]
        return form

    def answer(self, request: HttpRequest, obj: Any, act: Act, result: Any) -> HttpResponse:
        """After a decision the next case is opened; a released case is not opened again, that takes it up."""
        messages.success(request, f"{obj.reference} · {act.done}")
        if act.name in DECISIONS:
            return self.next_view(request)
        if act.name == "release":
            return HttpResponseRedirect(f"{reverse(f'admin:{_PAGE}_changelist')}?queue=waiting")
        return HttpResponseRedirect(self.object_url(obj))

    def version_of(self, obj: LicenseApplication) -> str:
        """The status, when it was handed in, and the photo: what the officer has judged."""
        return f"{obj.status}.{obj.submitted_at:%y%m%d%H%M%S}.{obj.photo_id or 0}" if obj.submitted_at else ""

    def about_of(self, obj: LicenseApplication) -> dict[str, Any]:
        """Whom the question is about."""
        return {"number": mask_id_number(obj.person.id_number), **self._photos(obj)}

    def stands_now(self, obj: LicenseApplication) -> Any:
        return obj.get_status_display()

    def sample_of(self, obj: LicenseApplication) -> str:
        return f"{obj.reference} · {obj.person.name} · {obj.city.local_name}"

    def export_row(self, row: LicenseApplication) -> list[Any]:
        moments = [
            f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""
            for at in (row.submitted_at, row.due_at, row.decided_at)
        ]
        holder = holder_of(row, timezone.now())
        held = str(holder or "")
        return [row.reference, row.city.local_name, row.get_status_display(), *moments, held]

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

    def _photos(self, row: LicenseApplication) -> dict[str, str]:
        held = {"file": row.license.photo_id, "new": row.photo_id}
        on_file, new = (reverse(f"admin:{_PAGE}_photo", args=[row.pk, it]) if held[it] else "" for it in held)
        return {"photo_on_file": on_file, "photo_new": new}

    @admin.display(description=_("applicant"))
    def applicant(self, row: LicenseApplication) -> str:
        return row.person.name

    @admin.display(description=_("waiting for"), ordering="submitted_at")
    def waiting(self, row: LicenseApplication) -> str:
        return timesince(row.submitted_at, depth=1) if row.submitted_at else "–"

    @admin.display(description=_("in the hands of"))
    def in_hands_of(self, row: LicenseApplication) -> str:
        holder = holder_of(row, timezone.now())
        return str(holder or "–")

    @admin.display(description=_("status"))
    def state(self, row: LicenseApplication) -> str:
        if row.status == Status.IN_REVIEW and row.due_at:
            left = row.due_at - timezone.now()
            if left < timedelta(0):
                return tag("abnormal", _("Overdue"))
            if left < SOON:
                return tag("notice", _("Runs late soon"))
        return tag(TONES.get(row.status, "neutral"), row.get_status_display())
