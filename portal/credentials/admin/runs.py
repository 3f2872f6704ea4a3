"""Bulk runs for staff: plan, see the count, approve as another, watch, pause, read the report."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.roles import Duty
from portal.core.admin import Act, ActingAdmin, acting, tag
from portal.core.errors import RuleViolation
from portal.credentials import progress, run_report, running
from portal.credentials.admin.run_forms import PlanForm, StartForm
from portal.credentials.kinds import kind_of
from portal.credentials.models import Run

Status = Run.Status
TONES: dict[str, str] = {
    Status.PLANNED: "notice",
    Status.RUNNING: "notice",
    Status.PAUSED: "notice",
    Status.DONE: "normal",
    Status.FAILED: "abnormal",
}
_NAME = "admin:credentials_run"


def _act(name: str, label: Any, rule: Any, *statuses: str, **more: Any) -> Act:
    """A button that calls the rule while the run is in one of these states."""

    def call(run: Run, _values: Any, actor: Any, at: Any) -> Run:
        return rule(run=run, actor=actor, at=at)

    values = {"duty": Duty.PLAN_ROLLOUT, **more}
    return Act(name, label, call, when=lambda run, _actor: run.status in statuses, **values)


def _download(answer: HttpResponseBase, name: str) -> HttpResponseBase:
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@admin.register(Run)
class RunAdmin(ActingAdmin):
    duty_view = (Duty.PLAN_ROLLOUT, Duty.APPROVE_ROLLOUT, Duty.READ_AUDIT)
    change_list_template = "admin/credentials/runs.html"
    list_display = ("reference", "title", "state", "source", "created_at", "created_label", "ended")
    list_display_links = ("reference", "title")
    list_filter = ("status", "source")
    acts = (
        _act(
            "start",
            _("Approve and start"),
            running.start,
            Status.PLANNED,
            duty=Duty.APPROVE_ROLLOUT,
            form=StartForm,
            tone="good",
            explain=_(
                "Licenses are signed and issued to everybody the count has found. What is issued stays valid,"
                " also when the run is stopped later."
            ),
            done=_("The run is approved. Workers take it up within seconds."),
        ),
        _act("pause", _("Pause"), running.pause, Status.RUNNING, direct=True, done=_("The run is paused.")),
        _act("resume", _("Resume"), running.resume, Status.PAUSED, direct=True, done=_("The run goes on.")),
        _act(
            "retry",
            _("Try failed parts again"),
            running.retry,
            Status.FAILED,
            direct=True,
            done=_("What had failed is tried again."),
        ),
        _act("count", _("Count again"), running.count_again, Status.PLANNED, direct=True),
        _act(
            "stop",
            _("Stop"),
            running.stop,
            Status.CHECKING,
            Status.PLANNED,
            Status.RUNNING,
            Status.PAUSED,
            tone="danger",
            explain=_(
                "The run ends for good. What it has issued stays valid; the others get nothing from it."
            ),
            done=_("The run is stopped."),
        ),
    )

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("plan/", wrap(self.plan_view), name="credentials_run_plan"),
            path("<int:pk>/progress/", wrap(self.progress_view), name="credentials_run_progress"),
            path("<int:pk>/refused.csv", wrap(self.refused_view), name="credentials_run_refused"),
            path("<int:pk>/report.pdf", wrap(self.report_view), name="credentials_run_report"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        more = {"may_plan": self.has_duty(request, Duty.PLAN_ROLLOUT), **(extra_context or {})}
        return super().changelist_view(request, more)

    def plan_view(self, request: HttpRequest) -> HttpResponse:
        """Cities or a list, and a title; the count begins by itself."""
        if not self.has_duty(request, Duty.PLAN_ROLLOUT):
            raise PermissionDenied
        form = PlanForm(request.POST or None, request.FILES or None, at=timezone.now())
        if request.method == "POST" and form.is_valid():
            try:
                run = form.plan(actor=acting(request), at=timezone.now())
                return HttpResponseRedirect(self.object_url(run))
            except RuleViolation as refusal:
                form.add_error(None, refusal.sentence)
        context = self._context(request, title=_("Plan a bulk run"), form=form)
        return TemplateResponse(request, "admin/credentials/run_plan.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        run = self._run(request, object_id)
        if request.method != "GET":
            return HttpResponse(status=405, headers={"Allow": "GET"})
        context = self._context(
            request, title=str(run), original=run, acts=self.offered(request, run), **self._shown(run)
        )
        return TemplateResponse(request, "admin/credentials/run.html", context)

    def progress_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The figures alone, for the page that asks again every two seconds."""
        context = self._shown(self._run(request, str(pk)))
        return TemplateResponse(request, "admin/credentials/_run_progress.html", context)

    def refused_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        run = self._run(request, str(pk))
        lines = run_report.refused_lines(run, actor=acting(request), at=timezone.now())
        content = (line.encode() for line in lines)
        return _download(StreamingHttpResponse(content, content_type="text/csv"), f"{run.reference}.csv")

    def report_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        run = self._run(request, str(pk))
        if run.status not in run_report.OVER:
            raise Http404
        content = run_report.make(run, actor=acting(request), at=timezone.now())
        return _download(HttpResponse(content, content_type="application/pdf"), f"{run.reference}.pdf")

    def form_of(self, act: Act, obj: Run, data: Any) -> forms.Form:
        return StartForm(data, run=obj) if act.form is StartForm else super().form_of(act, obj, data)

    def _run(self, request: HttpRequest, object_id: str) -> Run:
        run = self.get_object(request, object_id) if self.has_view_permission(request) else None
        if run is None:
            raise Http404
        return run

    def _shown(self, run: Run) -> dict[str, Any]:
        counted = run.status not in (Status.CHECKING, Status.PLANNED) and run.started_at is not None
        return {
            "run": run,
            "kind_title": kind_of(run.kind).title,
            "progress": progress.of(run, timezone.now()),
            "tone": TONES.get(run.status, "neutral"),
            "moving": run.status in (Status.CHECKING, Status.RUNNING),
            "started": counted,
            "reasons": progress.reasons(run) if counted else progress.expected(run),
            "pace": progress.pace(run) if run.status == Status.PLANNED else None,
            "sample": progress.sample(run) if run.status == Status.PLANNED else [],
            "progress_url": reverse(f"{_NAME}_progress", args=[run.pk]),
            "refused_url": reverse(f"{_NAME}_refused", args=[run.pk]),
            "report_url": reverse(f"{_NAME}_report", args=[run.pk]) if run.status in run_report.OVER else "",
        }

    def _context(self, request: HttpRequest, **values: Any) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "opts": self.opts, **values}

    @admin.display(description=_("run ended at"), ordering="finished_at")
    def ended(self, run: Run) -> Any:
        return run.finished_at

    @admin.display(description=_("status"), ordering="status")
    def state(self, run: Run) -> str:
        return tag(TONES.get(run.status, "neutral"), run.get_status_display())
