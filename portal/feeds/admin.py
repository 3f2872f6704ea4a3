"""Register feeds: hand in a file, watch its load, fetch what was rejected."""

from pathlib import Path
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from kombu.exceptions import OperationalError

from portal.audit.actions import Action
from portal.audit.log import record
from portal.core.admin import ReadOnlyAdmin, acting, tag
from portal.core.errors import RuleViolation
from portal.core.subjects import Subject
from portal.feeds import rejects
from portal.feeds.models import FeedLoad
from portal.feeds.receiving import receive
from portal.feeds.spec import all_feeds
from portal.feeds.tasks import continue_load

Status = FeedLoad.Status
_DUTY = "load_feeds"
_NAME = "admin:feeds_feedload"
enqueue: Any = continue_load.delay_on_commit  # type: ignore[attr-defined]
_TONES: dict[str, str] = {Status.DONE: "normal", Status.RUNNING: "notice", Status.FAILED: "abnormal"}


_COUNTS = (
    ("read", _("read")),
    ("inserted", _("inserted")),
    ("updated", _("updated")),
    ("unchanged", _("unchanged")),
    ("rejected", _("rejected")),
)


class UploadForm(forms.Form):
    feed = forms.ChoiceField(label=_("Feed"), widget=forms.RadioSelect)
    file = forms.FileField(
        label=_("File"), help_text=_("CSV or NDJSON in UTF-8, plain or packed with gzip, of any size.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        feeds: Any = self.fields["feed"]
        feeds.choices = [(spec.name, spec.title) for spec in all_feeds()]


def _title_of(name: str) -> str:
    """The feed in words; a feed that no longer exists by the name it had."""
    return next((str(spec.title) for spec in all_feeds() if spec.name == name), name)


class FeedFilter(admin.SimpleListFilter):
    title = _("feed")
    parameter_name = "feed"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(spec.name, spec.title) for spec in all_feeds()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(feed=self.value()) if self.value() else queryset


@admin.register(FeedLoad)
class FeedLoadAdmin(ReadOnlyAdmin):
    duty_view = (_DUTY,)
    change_list_template = "admin/feeds/list.html"
    list_display = ("title", "file_name", "state", "read", "rejected", "created_at")
    list_filter = (FeedFilter, "status")

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("upload/", wrap(self.upload_view), name="feeds_feedload_upload"),
            path("<int:pk>/progress/", wrap(self.progress_view), name="feeds_feedload_progress"),
            path("<int:pk>/rejects/", wrap(self.rejects_view), name="feeds_feedload_rejects"),
            *super().get_urls(),
        ]

    def upload_view(self, request: HttpRequest) -> HttpResponse:
        """Queue the file; the worker takes it up now, or beat's next round does."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            load = self._receive(request, form)
            if load is not None:
                return HttpResponseRedirect(reverse(f"{_NAME}_change", args=[load.pk]))
        context = self._context(request, title=_("Load a register feed"), form=form)
        return TemplateResponse(request, "admin/feeds/upload.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        load = self._load(request, object_id)
        if request.method != "GET":
            return HttpResponse(status=405, headers={"Allow": "GET"})
        context = self._context(
            request, title=f"{_title_of(load.feed)} · {load.file_name}", original=load, **self._shown(load)
        )
        return TemplateResponse(request, "admin/feeds/load.html", context)

    def progress_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The counts alone, for the page that asks again every two seconds."""
        load = self._load(request, str(pk))
        return TemplateResponse(request, "admin/feeds/_progress.html", self._shown(load))

    def rejects_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Rejected rows hold personal data: written down before the first byte leaves."""
        load = self._load(request, str(pk))
        file = Path(load.reject_path) if load.reject_path else None
        if file is None or file.parent != rejects.folder() or not file.is_file():
            raise Http404
        subject = Subject("feed-load", str(load.pk))
        record(
            Action.EXPORT_MADE, subject=subject, actor=acting(request), at=timezone.now(), rows=load.rejected
        )
        answer = FileResponse(
            file.open("rb"), as_attachment=True, filename=file.name, content_type="text/csv"
        )
        answer["Cache-Control"] = "private, no-store"
        return answer

    def _receive(self, request: HttpRequest, form: UploadForm) -> FeedLoad | None:
        upload = form.cleaned_data["file"]
        try:
            load = receive(
                name=form.cleaned_data["feed"],
                content=upload.chunks(),
                shown_as=upload.name,
                actor=acting(request),
            )
        except RuleViolation as refusal:
            form.add_error("file", refusal.sentence)
            return None
        try:
            enqueue(load.pk)
            messages.success(request, _("The file is queued."))
        except OperationalError:  # the ledger has it: beat takes it up when the broker is back
            messages.warning(request, _("The file is queued. It is loaded as soon as the workers are back."))
        return load

    def _load(self, request: HttpRequest, object_id: str) -> FeedLoad:
        load = self.get_object(request, object_id) if self.has_view_permission(request) else None
        if load is None:
            raise Http404
        return load

    def _shown(self, load: FeedLoad) -> dict[str, Any]:
        return {
            "load": load,
            "counts": [(label, getattr(load, name)) for name, label in _COUNTS],
            "speed": round(load.read / load.seconds) if load.seconds else None,
            "finished": load.status in (Status.DONE, Status.FAILED),
            "tone": _TONES.get(load.status, "neutral"),
            "rejects_url": reverse(f"{_NAME}_rejects", args=[load.pk]) if load.rejected else "",
            "progress_url": reverse(f"{_NAME}_progress", args=[load.pk]),
        }

    def _context(self, request: HttpRequest, **values: Any) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "opts": self.opts, **values}

    @admin.display(description=_("feed"), ordering="feed")
    def title(self, load: FeedLoad) -> str:
        return _title_of(load.feed)

    @admin.display(description=_("status"), ordering="status")
    def state(self, load: FeedLoad) -> str:
        return tag(_TONES.get(load.status, "neutral"), load.get_status_display())
