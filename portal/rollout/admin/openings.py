"""Cities and openings: looked at; an opening is paused and resumed with a reason, or leaves its plan."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.admin import Act, ActingAdmin, ReadOnlyAdmin, tag
from portal.rollout import activating, planning
from portal.rollout.admin.forms import ReasonForm
from portal.rollout.batch_card import state_of
from portal.rollout.models import Activation, City

_DUTIES = ("plan_rollout", "approve_rollout")


def _pause(activation: Activation, values: Any, actor: Any, at: Any) -> Activation:
    return activating.pause(activation=activation, reason=values["reason"], actor=actor, at=at)


def _resume(activation: Activation, _values: Any, actor: Any, at: Any) -> Activation:
    return activating.resume(activation=activation, actor=actor, at=at)


def _take_out(activation: Activation, _values: Any, actor: Any, at: Any) -> None:
    planning.take_out(activation=activation, actor=actor, at=at)


@admin.register(City)
class CityAdmin(ReadOnlyAdmin):
    duty_view = _DUTIES
    list_display = ("code", "name", "name_en", "province", "kind")
    list_filter = ("kind",)
    search_fields = ("=code", "name__startswith", "name_en__istartswith", "province_name__startswith")
    list_per_page = 100

    @admin.display(description=_("province"), ordering="province_code")
    def province(self, city: City) -> str:
        return city.local_province_name


@admin.register(Activation)
class ActivationAdmin(ActingAdmin):
    duty_view = _DUTIES
    list_display = ("city", "service", "batch", "opens_at", "state")
    list_filter = ("service", "batch")
    list_select_related = ("city", "batch")
    search_fields = ("=city__code", "city__name__startswith", "city__name_en__istartswith")
    ordering = ("-opens_at", "city")
    fields = ("city", "service", "batch", "opens_at", "activated_at", "paused_at", "state")
    readonly_fields = ("state",)
    acts = (
        Act(
            "pause",
            _("Pause"),
            _pause,
            duty="plan_rollout",
            form=ReasonForm,
            tone="danger",
            when=lambda row, _actor: bool(row.activated_at and not row.paused_at),
            explain=_("Nothing more is issued in this city. What has been issued stays valid everywhere."),
            done=_("The service is paused in this city."),
        ),
        Act(
            "resume",
            _("Resume"),
            _resume,
            duty="plan_rollout",
            tone="good",
            when=lambda row, _actor: row.paused_at is not None,
            explain=_("From now on the city issues again."),
            done=_("The service is open again in this city."),
        ),
        Act(
            "take-out",
            _("Take out of the plan"),
            _take_out,
            duty="plan_rollout",
            tone="danger",
            when=lambda row, _actor: row.batch.status == "planned",
            explain=_("The service does not open here with this batch. It can be planned again."),
            done=_("The city is out of the plan."),
        ),
    )

    def answer(self, request: HttpRequest, obj: Any, act: Act, result: Any) -> HttpResponse:
        """A city that has left its plan leads back to the plan."""
        if act.name != "take-out":
            return super().answer(request, obj, act, result)
        messages.success(request, act.done)
        return HttpResponseRedirect(reverse("admin:rollout_batch_change", args=[obj.batch_id]))

    @admin.display(description=_("status"))
    def state(self, row: Activation) -> str:
        return tag(*state_of(row, timezone.now()))
