"""A list as CSV: with a reason, a fresh second factor, at most CAP rows, and a line in the trail."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import (
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

from portal.audit.actions import Action
from portal.audit.log import record
from portal.core.admin import CAP, acting, sudo
from portal.core.exports import csv_lines
from portal.core.subjects import Subject


class ExportForm(forms.Form):
    reason = forms.CharField(
        label=_("Case or reason"), max_length=120, help_text=_("Kept with the export in the audit trail.")
    )


class ExportAdmin:
    """For a list page: `export_header` and `export_row` say what leaves the house, and no more than that."""

    export_columns: tuple[Any, ...] = ()
    opts: Any
    admin_site: Any
    has_view_permission: Any
    get_changelist_instance: Any

    def export_row(self, row: Any) -> list[Any]:
        raise NotImplementedError

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.export_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_export"
        return [path("export/", view, name=name), *super().get_urls()]  # type: ignore[misc]

    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        """The rows of the list as it is filtered in the address; GET asks, POST answers with the file."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if not sudo.is_fresh(request):
            return sudo.ask_again(request)
        back = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        rows = self._rows(request)
        if rows is None:
            return HttpResponseRedirect(back)
        form = ExportForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            return self._file(request, rows, form.cleaned_data["reason"])
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Download as CSV"),
            "form": form,
            "count": rows.order_by()[:CAP].count(),
            "most": CAP,
            "columns": self.export_columns,
            "back_url": f"{back}?{request.GET.urlencode()}",
        }
        return TemplateResponse(request, "admin/export.html", context)

    def _rows(self, request: HttpRequest) -> QuerySet[Any] | None:
        """What the list would show; None when the address asks for filters that do not exist."""
        try:
            return self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters:
            messages.error(request, _("There is no such list."))
            return None

    def _file(self, request: HttpRequest, rows: QuerySet[Any], reason: str) -> HttpResponse:
        chosen = list(rows[:CAP])
        record(
            Action.EXPORT_MADE,
            subject=Subject("list", self.opts.model_name),
            actor=acting(request),
            at=timezone.now(),
            rows=len(chosen),
            filters=request.GET.urlencode()[:300],
            reason=reason,
        )
        day = timezone.localdate()
        answer: Any = StreamingHttpResponse(self._lines(chosen), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{self.opts.model_name}-{day}.csv"'
        answer["Cache-Control"] = "private, no-store"
        return answer

    def _lines(self, chosen: list[Any]) -> Iterator[str]:
        return csv_lines([str(title) for title in self.export_columns], map(self.export_row, chosen))
