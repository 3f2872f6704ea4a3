"""The limits of authorizations: looked at by all leads, changed with a trace."""

from typing import Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from portal.core.admin import Act, ActingAdmin
from portal.grants import ruling
from portal.grants.models import GrantRule

_DUTY = "plan_rollout"


class RuleForm(forms.Form):
    most_people = forms.IntegerField(label=_("People at the same time"), min_value=1, max_value=100)
    most_working_days = forms.IntegerField(label=_("Working days at most"), min_value=1, max_value=366)


def _change(rule: GrantRule, values: Any, actor: Any, at: Any) -> GrantRule:
    return ruling.set_rule(rule=rule, actor=actor, at=at, **values)


@admin.register(GrantRule)
class GrantRuleAdmin(ActingAdmin):
    duty_view = (_DUTY, "approve_rollout")
    list_display = ("scope", "most_people", "most_working_days")
    fields = ("scope", "most_people", "most_working_days")
    acts = (
        Act(
            "change",
            _("Change the limits"),
            _change,
            duty=_DUTY,
            form=RuleForm,
            now=lambda rule: {name: getattr(rule, name) for name in RuleForm.base_fields},
            explain=_("The limits hold for what is authorized from now on; what is in force stays."),
            done=_("The limits are changed."),
        ),
    )
