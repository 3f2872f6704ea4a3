"""The calendar of working days: looked at by all leads, changed with a trace."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from portal.calendar import editing
from portal.calendar.models import SpecialDay
from portal.core.admin import Act, ActingAdmin, acting, tag

_DUTY = "plan_rollout"


class DayForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=SpecialDay.Kind.choices, widget=forms.RadioSelect)
    name = forms.CharField(label=_("Occasion"), max_length=60)


def _change(special: SpecialDay, values: Any, actor: Any, at: Any) -> SpecialDay:
    return editing.set_day(day=special.day, kind=values["kind"], name=values["name"], actor=actor, at=at)


def _clear(special: SpecialDay, _values: Any, actor: Any, at: Any) -> None:
    editing.clear_day(special=special, actor=actor, at=at)


@admin.register(SpecialDay)
class SpecialDayAdmin(ActingAdmin):
    duty_view = (_DUTY, "approve_rollout", "review_applications")
    list_display = ("day", "weekday", "state", "name")
    list_filter = ("kind",)
    date_hierarchy = "day"
    fields = ("day", "kind", "name")
    acts = (
        Act(
            "change",
            _("Change this day"),
            _change,
            duty=_DUTY,
            form=DayForm,
            now=lambda special: {"kind": special.kind, "name": special.name},
            explain=_("Promises given from now on are counted anew; those already given stay."),
            done=_("The day is changed."),
        ),
        Act(
            "remove",
            _("Let the weekday decide"),
            _clear,
            duty=_DUTY,
            tone="danger",
            explain=_("The day counts as what its weekday says. Promises already given stay."),
            done=_("The day is like any other of its weekday."),
        ),
    )

    def has_add_permission(self, request: HttpRequest, *_args: Any) -> bool:
        return self.has_duty(request, _DUTY)

    def save_model(self, request: HttpRequest, obj: SpecialDay, form: Any, change: bool) -> None:
        at = timezone.now()
        editing.set_day(day=obj.day, kind=obj.kind, name=obj.name, actor=acting(request), at=at)

    def answer(self, request: HttpRequest, obj: Any, act: Act, result: Any) -> HttpResponse:
        response = super().answer(request, obj, act, result)
        if act.name == "remove":
            return HttpResponseRedirect(reverse("admin:calendar_specialday_changelist"))
        return response

    @admin.display(description=_("weekday"))
    def weekday(self, special: SpecialDay) -> str:
        return date_format(special.day, "l")

    @admin.display(description=_("kind"), ordering="kind")
    def state(self, special: SpecialDay) -> str:
        tone = "neutral" if special.kind == SpecialDay.Kind.REST else "notice"
        return tag(tone, special.get_kind_display())
