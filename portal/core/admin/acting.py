"""Buttons on an admin page that call a rule's function: one door per change, also for staff."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core.actors import Actor
from portal.core.admin import sudo
from portal.core.admin.readonly import ReadOnlyAdmin, acting
from portal.core.errors import RuleViolation


@dataclass(frozen=True, slots=True)
class Preview:
    """What the person concerned will read, in one language."""

    lang: str
    text: str


@dataclass(frozen=True, slots=True)
class Act:
    """One button.

    `run(obj, values, actor, at)` is the rule's function; `when(obj, actor)` says whether the button is
    offered; an empty `duty` leaves it to superusers. A `direct` act runs at once, any other opens a page
    that says what will happen; its form begins with what stands `now(obj)`. `sudo` asks for a fresh second
    factor first. `key` is the key that opens it.
    """

    name: str
    label: Any
    run: Callable[[Any, Mapping[str, Any], Actor, datetime], Any]
    duty: str = ""
    explain: Any = ""
    done: Any = ""
    form: type[forms.Form] = forms.Form
    now: Callable[[Any], dict[str, Any]] = lambda _obj: {}
    when: Callable[[Any, Actor], bool] = lambda _obj, _actor: True
    preview: Callable[[Any, Mapping[str, Any]], Sequence[Preview]] | None = None
    direct: bool = False
    sudo: bool = False
    tone: str = ""
    key: str = ""


class ActingAdmin(ReadOnlyAdmin):
    """A read-only page with buttons. A RuleViolation is shown as its sentence and nothing typed is lost.

    A subclass whose rows others may change names in `version_of` what the officer judges: an act on
    another version than the one that was on the screen is not done.
    """

    acts: Sequence[Act] = ()
    change_form_template = "admin/acting_form.html"
    act_template = "admin/act.html"

    def get_urls(self) -> list[URLPattern]:
        return [
            path(
                "<path:object_id>/act/<slug:name>/",
                self.admin_site.admin_view(self.act_view),
                name=f"{self.opts.app_label}_{self.opts.model_name}_act",
            ),
            *super().get_urls(),
        ]

    def may(self, request: HttpRequest, act: Act) -> bool:
        return self.has_duty(request, *([act.duty] if act.duty else []))

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        obj = self.get_object(request, object_id)
        context = {"acts": self.offered(request, obj) if obj else [], **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)

    def offered(self, request: HttpRequest, obj: Any) -> list[dict[str, Any]]:
        """The buttons for this row and this login, as plain values for the template."""
        return [
            {
                "name": act.name,
                "url": self.act_url(obj, act.name),
                "label": act.label,
                "direct": act.direct,
                "tone": act.tone,
                "key": act.key,
                "seen": self.version_of(obj),
            }
            for act in self.acts
            if self.may(request, act) and act.when(obj, acting(request))
        ]

    def act_view(self, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
        """Ask, show what will be read, run. Checks in order: sight, duty, fresh second factor."""
        obj = self.get_object(request, object_id) if self.has_view_permission(request) else None
        act = next((act for act in self.acts if act.name == name), None)
        if obj is None or act is None:
            raise Http404
        if not self.may(request, act):
            raise PermissionDenied
        if act.sudo and not sudo.is_fresh(request):
            return sudo.ask_again(request)
        form = self.form_of(act, obj, request.POST if request.method == "POST" else None)
        if self._is_stale(request, obj):
            return self.refused(request, obj, act, form, RuleViolation("moved_meanwhile"))
        if request.method != "POST" or not form.is_valid() or "back" in request.POST:
            return self.ask(request, obj, act, form)
        if act.preview and "confirmed" not in request.POST:
            return self.ask(request, obj, act, form, preview=act.preview(obj, form.cleaned_data))
        return self.run(request, obj, act, form)

    def form_of(self, act: Act, obj: Any, data: Any) -> forms.Form:
        """The form of an act about this row; a subclass may have one that must know the row."""
        return act.form(data, initial=act.now(obj))

    def run(self, request: HttpRequest, obj: Any, act: Act, form: forms.Form) -> HttpResponse:
        try:
            result = act.run(obj, form.cleaned_data, acting(request), timezone.now())
        except RuleViolation as refusal:
            return self.refused(request, obj, act, form, refusal)
        return self.answer(request, obj, act, result)

    def refused(
        self, request: HttpRequest, obj: Any, act: Act, form: forms.Form, refusal: RuleViolation
    ) -> HttpResponse:
        """Say why not and how it stands now, with everything that was typed still there."""
        if not act.direct:
            return self.ask(request, obj, act, form, refusal=refusal, status=409)
        messages.error(request, refusal.sentence)
        return HttpResponseRedirect(self.object_url(obj))

    def version_of(self, obj: Any) -> str:
        """What the officer has before the eyes, as a short text; empty when it does not matter."""
        return ""

    def about_of(self, obj: Any) -> dict[str, Any]:
        """What the template of a question shows of the row beside its name."""
        return {}

    def stands_now(self, obj: Any) -> Any:
        """The present state in words, for the page that says that something has changed meanwhile."""
        return ""

    def _is_stale(self, request: HttpRequest, obj: Any) -> bool:
        seen = request.POST.get("seen") or request.GET.get("seen")
        return bool(seen) and seen != self.version_of(obj)

    def answer(self, request: HttpRequest, obj: Any, act: Act, result: Any) -> HttpResponse:
        """Where to go when it is done; a subclass may go elsewhere."""
        messages.success(request, act.done or _("Done."))
        return HttpResponseRedirect(self.object_url(obj))

    def ask(
        self,
        request: HttpRequest,
        obj: Any,
        act: Act,
        form: forms.Form,
        *,
        preview: Sequence[Preview] = (),
        refusal: RuleViolation | None = None,
        status: int = 200,
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": act.label,
            "original": obj,
            **self.about_of(obj),
            "act": act,
            "form": form,
            "preview": preview,
            "asks_first": act.preview is not None,
            "refusal": refusal.sentence if refusal else "",
            "stands_now": self.stands_now(obj) if refusal else "",
            "over": refusal is not None
            and (refusal.code == "moved_meanwhile" or not act.when(obj, acting(request))),
            "seen": self.version_of(obj),
            "back_url": self.object_url(obj),
        }
        return TemplateResponse(request, self.act_template, context, status=status)

    def object_url(self, obj: Any) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[obj.pk])

    def act_url(self, obj: Any, name: str) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_act", args=[obj.pk, name])
