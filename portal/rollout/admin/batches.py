"""Batches: plan them, import them, see what holds them up, approve them as somebody else, stop them."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Max, Min, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from portal.core.admin import Act, ActingAdmin, acting, tag
from portal.core.errors import RuleViolation
from portal.core.exports import csv_lines
from portal.rollout import planning
from portal.rollout.admin.batch_acts import ACTS
from portal.rollout.admin.forms import ApproveForm, BatchForm, ImportForm
from portal.rollout.batch_card import batch_card
from portal.rollout.importing import COLUMNS, PlanProblems, import_plan
from portal.rollout.models import Batch
from portal.rollout.services import Service

_TONES = {"running": "normal", "paused": "notice"}
_EXAMPLE = (
    ("第四批", "driver-license", "320600", "2027-03-01 09:00"),
    ("第四批", "driver-license", "济源市", "2027-03-01 09:00"),
    ("第四批", "vehicle-license", "江苏省", "2027-03-08"),
)


@admin.register(Batch)
class BatchAdmin(ActingAdmin):
    duty_view = ("plan_rollout", "approve_rollout")
    acts = ACTS
    act_template = "admin/rollout/act.html"
    change_list_template = "admin/rollout/batches.html"
    change_form_template = "admin/rollout/batch.html"
    list_display = ("name", "state", "number", "first", "last", "planned_by", "approved_by")
    list_filter = ("status",)
    search_fields = ("name__startswith",)
    ordering = ("-created_at",)
    fields = ("state", "note", "planned_by", "created_at", "approved_by", "approved_at", "paused_at")
    readonly_fields = ("state",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Batch]:
        rows = super().get_queryset(request)
        return rows.annotate(
            cities=Count("activations"),
            begins=Min("activations__opens_at"),
            ends=Max("activations__opens_at"),
        )

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("plan/", wrap(self.plan_view), name="rollout_batch_plan"),
            path("import/", wrap(self.import_view), name="rollout_batch_import"),
            path("import/example.csv", wrap(self.example_view), name="rollout_batch_example"),
            *super().get_urls(),
        ]

    def plan_view(self, request: HttpRequest) -> HttpResponse:
        """Begin an empty batch; its cities are added on its page."""
        self._planners_only(request)
        form = BatchForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                batch = planning.plan_batch(**form.cleaned_data, actor=acting(request), at=timezone.now())
                return HttpResponseRedirect(self.object_url(batch))
            except RuleViolation as refusal:
                form.add_error("name", refusal.sentence)
        return self._page(request, "plan.html", title=_("Plan a batch"), form=form)

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """Take a plan over from a file, or show everything that is wrong with it."""
        self._planners_only(request)
        form = ImportForm(request.POST or None, request.FILES or None)
        problems: Any = ()
        if request.method == "POST" and form.is_valid():
            try:
                return self._imported(request, form.cleaned_data["file"])
            except PlanProblems as refusal:
                problems = refusal.problems
            except RuleViolation as refusal:
                form.add_error("file", refusal.sentence)
        status = 409 if problems else 200
        context = {"form": form, "problems": problems, "services": Service}
        return self._page(request, "import.html", title=_("Import a plan"), status=status, **context)

    @method_decorator(require_safe)
    def example_view(self, request: HttpRequest) -> HttpResponse:
        """A small file that shows how a plan is written."""
        self._planners_only(request)
        answer = HttpResponse("".join(csv_lines(COLUMNS, _EXAMPLE)), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="plan.csv"'
        return answer

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        seen = self.get_object(request, object_id) if self.has_view_permission(request) else None
        card = batch_card(seen, acting(request), timezone.now()) if seen and request.method == "GET" else None
        more = {"card": card, "may_plan": self.has_duty(request, "plan_rollout"), **(extra_context or {})}
        return super().change_view(request, object_id, form_url, more)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        may_plan = self.has_duty(request, "plan_rollout")
        return super().changelist_view(request, {"may_plan": may_plan, **(extra_context or {})})

    def form_of(self, act: Act, obj: Any, data: Any) -> forms.Form:
        if act.form is ApproveForm:
            return ApproveForm(data, batch=obj, initial={"revision": obj.revision})
        return super().form_of(act, obj, data)

    def answer(self, request: HttpRequest, obj: Any, act: Act, result: Any) -> HttpResponse:
        """To the batch that came out of it; a discarded one leads back to the list."""
        if act.name == "discard":
            messages.success(request, act.done)
            return HttpResponseRedirect(reverse("admin:rollout_batch_changelist"))
        return super().answer(request, result if isinstance(result, Batch) else obj, act, result)

    def _imported(self, request: HttpRequest, content: bytes) -> HttpResponse:
        batches = import_plan(content=content, actor=acting(request), at=timezone.now())
        messages.success(
            request, gettext("Imported: %(names)s") % {"names": planning.named(map(str, batches))}
        )
        one = self.object_url(batches[0]) if len(batches) == 1 else reverse("admin:rollout_batch_changelist")
        return HttpResponseRedirect(one)

    def _planners_only(self, request: HttpRequest) -> None:
        if not self.has_duty(request, "plan_rollout"):
            raise PermissionDenied

    def _page(self, request: HttpRequest, name: str, *, status: int = 200, **values: Any) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, **values}
        return TemplateResponse(request, f"admin/rollout/{name}", context, status=status)

    @admin.display(description=_("status"), ordering="status")
    def state(self, batch: Batch) -> str:
        return tag(_TONES.get(batch.status, "neutral"), batch.get_status_display())

    @admin.display(description=_("openings"), ordering="cities")
    def number(self, batch: Any) -> int:
        return int(batch.cities)

    @admin.display(description=_("first opening"), ordering="begins")
    def first(self, batch: Any) -> Any:
        return batch.begins

    @admin.display(description=_("last opening"), ordering="ends")
    def last(self, batch: Any) -> Any:
        return batch.ends
