"""Register pages: nothing is listed, one looks up with a reason, and every look leaves a trace."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.db.models.functions import Collate
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from portal.accounts.roles import Duty
from portal.audit.actions import Action
from portal.audit.log import record
from portal.core.admin import ActingAdmin, acting
from portal.core.names import normalize_name
from portal.core.subjects import Subject

_REASON = "lookup_reason"
MOST = 50


def names_beginning_with(rows: QuerySet[Any], term: str, field: str) -> QuerySet[Any]:
    """Rows whose person's name begins so, in the order of the index `persons_by_name`, so that the first
    rows of a frequent name are found without reading all of them."""
    named = rows.annotate(by_name=Collate(field, "C"))
    return named.filter(by_name__startswith=normalize_name(term)).order_by("by_name", "pk")


class LookupForm(forms.Form):
    term = forms.CharField(
        label=_("Search for"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    reason = forms.CharField(
        label=_("Case or reason"),
        max_length=120,
        help_text=_("Kept with the search. The person concerned can see that somebody looked."),
    )


class LookupAdmin(ActingAdmin):
    """A register: the search is sent by POST, so no number gets into an address or a log.

    A subclass says how to `find`, what the result rows show, and what an entry is called.
    """

    duty_view = (Duty.LOOK_UP_REGISTER,)
    subject_kind = ""
    lookup_hint: Any = ""
    lookup_columns: tuple[Any, ...] = ()

    def find(self, rows: QuerySet[Any], term: str) -> tuple[str, QuerySet[Any]]:
        """What kind of term it is, and the rows that match; as few statements as can be."""
        raise NotImplementedError

    def cells(self, obj: Any) -> list[str]:
        raise NotImplementedError

    def person_id_of(self, obj: Any) -> int | None:
        raise NotImplementedError

    def secret_of(self, obj: Any) -> str:
        """What the reveal button shows in full."""
        raise NotImplementedError

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_reveal"
        view = self.admin_site.admin_view(self.reveal_view)
        return [path("<path:object_id>/reveal/", view, name=name), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise Http404
        reason = request.session.get(_REASON, "")
        form = LookupForm(request.POST if request.method == "POST" else None, initial={"reason": reason})
        results = self._look_up(request, form) if form.is_bound and form.is_valid() else None
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": capfirst(self.opts.verbose_name_plural),
            "form": form,
            "hint": self.lookup_hint,
            "columns": self.lookup_columns,
            "results": results,
            "most": MOST,
        }
        return TemplateResponse(request, "admin/lookup.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Recorded before it is answered."""
        obj = self.get_object(request, object_id) if self.has_view_permission(request) else None
        if obj is None:
            raise Http404
        if request.method == "GET":
            self.note_view(request, obj)
        url = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_reveal", args=[obj.pk])
        return super().change_view(request, object_id, form_url, {"reveal_url": url, **(extra_context or {})})

    def reveal_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show a masked number in full, once, and write down who has seen it."""
        obj = self.get_object(request, object_id) if self.has_view_permission(request) else None
        if obj is None or request.method != "POST":
            raise Http404
        self.note_view(request, obj, field="id_number")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("ID number"),
            "original": obj,
            "secret": self.secret_of(obj),
            "back_url": self.object_url(obj),
        }
        return TemplateResponse(request, "admin/reveal.html", context)

    def note_view(self, request: HttpRequest, obj: Any, **facts: Any) -> None:
        record(
            Action.REGISTER_VIEWED,
            subject=Subject(self.subject_kind, str(obj.pk)),
            actor=acting(request),
            person_id=self.person_id_of(obj),
            at=timezone.now(),
            reason=request.session.get(_REASON, ""),
            **facts,
        )

    def _look_up(self, request: HttpRequest, form: LookupForm) -> list[dict[str, Any]]:
        reason = request.session[_REASON] = form.cleaned_data["reason"]
        by, rows = self.find(self.get_queryset(request), form.cleaned_data["term"].strip())
        found = list(rows[:MOST])
        record(
            Action.REGISTER_SEARCHED,
            subject=Subject("register", self.subject_kind),
            actor=acting(request),
            at=timezone.now(),
            by=by,
            found=len(found),
            reason=reason,
        )
        return [
            {
                "url": self.object_url(obj),
                "cells": list(zip(self.lookup_columns, self.cells(obj), strict=True)),
            }
            for obj in found
        ]
