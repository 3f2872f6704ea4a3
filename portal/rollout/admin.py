"""Cities, batches and openings: looked at; an opening is paused and resumed with a reason."""

from typing import Any

from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.admin import Act, ActingAdmin, ReadOnlyAdmin, tag
from portal.rollout import activating
from portal.rollout.models import Activation, Batch, City

_DUTIES = ("plan_rollout", "approve_rollout")


class PauseForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200)


def _pause(activation: Activation, values: Any, actor: Any, at: Any) -> Activation:
    return activating.pause(activation=activation, reason=values["reason"], actor=actor, at=at)


def _resume(activation: Activation, _values: Any, actor: Any, at: Any) -> Activation:
    return activating.resume(activation=activation, actor=actor, at=at)


@admin.register(City)
class CityAdmin(ReadOnlyAdmin):
    duty_view = _DUTIES
    list_display = ("code", "name", "name_en", "province_name", "kind")
    list_filter = ("kind",)
    search_fields = ("=code", "name__startswith", "name_en__istartswith", "province_name__startswith")
    list_per_page = 100


@admin.register(Batch)
class BatchAdmin(ReadOnlyAdmin):
    duty_view = _DUTIES
    list_display = ("name", "state", "created_at")
    list_filter = ("status",)
    ordering = ("-created_at",)

    @admin.display(description=_("status"), ordering="status")
    def state(self, batch: Batch) -> str:
        tone = {"done": "neutral", "paused": "notice", "running": "normal"}.get(batch.status, "neutral")
        return tag(tone, batch.get_status_display())


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
            form=PauseForm,
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
    )

    @admin.display(description=_("status"))
    def state(self, row: Activation) -> str:
        if row.paused_at:
            return tag("notice", _("paused"))
        if row.activated_at:
            return tag("normal", _("open"))
        return tag("neutral", _("due") if row.opens_at <= timezone.now() else _("planned"))
