"""The buttons on a batch: each calls the rule of planning or of approving."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.core.admin import Act
from portal.rollout import approving, planning
from portal.rollout.admin.forms import (
    AddCitiesForm,
    ApproveForm,
    CopyForm,
    NameForm,
    PauseBatchForm,
    ReasonForm,
    RescheduleForm,
)
from portal.rollout.models import Batch

_PLAN, _APPROVE = "plan_rollout", "approve_rollout"
_Values = Mapping[str, Any]


def _in(*statuses: str) -> Callable[[Batch, Any], bool]:
    return lambda batch, _actor: batch.status in statuses


def _may_approve(batch: Batch, actor: Any) -> bool:
    return batch.status == "planned" and actor.user_id not in batch.author_ids


def _add(batch: Batch, values: _Values, actor: Any, at: Any) -> Batch:
    planning.add_cities(
        batch=batch,
        service=values["service"],
        opens_at=values["opens_at"],
        city_codes=values["cities"],
        province_codes=values["provinces"],
        skip_planned=values["skip_planned"],
        actor=actor,
        at=at,
    )
    return batch


def _reschedule(batch: Batch, values: _Values, actor: Any, at: Any) -> int:
    return planning.reschedule(
        batch=batch, **{**values, "service": values["service"] or None}, actor=actor, at=at
    )


def _approve(batch: Batch, values: _Values, actor: Any, at: Any) -> Batch:
    seen, despite = values["revision"], values["despite"]
    return approving.approve(batch=batch, revision=seen, despite=despite, actor=actor, at=at)


def _call(rule: Callable[..., Any]) -> Callable[[Any, _Values, Any, Any], Any]:
    return lambda batch, values, actor, at: rule(batch=batch, **values, actor=actor, at=at)


ACTS = (
    Act(
        "add",
        _("Add cities"),
        _add,
        duty=_PLAN,
        form=AddCitiesForm,
        when=_in("planned"),
        done=_("The cities are in the plan."),
    ),
    Act(
        "reschedule",
        _("Change the moment"),
        _reschedule,
        duty=_PLAN,
        form=RescheduleForm,
        tone="quiet",
        when=_in("planned"),
    ),
    Act(
        "approve",
        pgettext_lazy("batch", "Approve"),
        _approve,
        duty=_APPROVE,
        form=ApproveForm,
        tone="good",
        when=_may_approve,
        sudo=True,
        explain=_(
            "From then on each city opens by itself at its moment, and everybody there can apply. The plan "
            "is approved as it stands on its page; if somebody changes it meanwhile, nothing is approved."
        ),
        done=_("The batch is approved."),
    ),
    Act(
        "send_back",
        _("Take the approval back"),
        _call(approving.send_back),
        duty=_APPROVE,
        form=ReasonForm,
        tone="danger",
        when=_in("approved"),
        explain=_("The plan can be changed again and nothing of it opens until it is approved anew."),
    ),
    Act(
        "pause",
        _("Pause"),
        _call(approving.pause),
        duty=_PLAN,
        form=PauseBatchForm,
        tone="danger",
        when=_in("approved", "running"),
        explain=_("No more cities of this batch open. What has been issued stays valid everywhere."),
        done=_("The batch is paused."),
    ),
    Act(
        "resume",
        _("Resume"),
        _call(approving.resume),
        duty=_PLAN,
        tone="good",
        when=_in("paused"),
        explain=_("What has fallen due meanwhile opens within a minute."),
        done=_("The batch goes on."),
    ),
    Act(
        "split_off",
        _("Move unopened cities to a new batch"),
        _call(approving.split_off),
        duty=_PLAN,
        form=NameForm,
        tone="quiet",
        when=_in("paused"),
        explain=_("The new batch needs an approval of its own. This one is done with that."),
    ),
    Act(
        "copy",
        _("Copy"),
        _call(planning.copy),
        duty=_PLAN,
        form=CopyForm,
        tone="quiet",
        explain=_("The same cities for another service; those with an opening for it are left out."),
        done=_("This is the copy."),
    ),
    Act(
        "discard",
        _("Discard the plan"),
        _call(planning.discard),
        duty=_PLAN,
        tone="danger",
        when=_in("planned"),
        explain=_("The batch and its openings are gone; the trail keeps that they were planned."),
        done=_("The plan is discarded."),
    ),
)
