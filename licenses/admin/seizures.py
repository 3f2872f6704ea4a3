"""Seizures: seize from the register's entry, ask for the end, confirm it; and who still has to confirm."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from licenses import seizing
from licenses.facts import facts_of
from licenses.forms import SeizeForm, ground_of
from licenses.models import DriverLicense, Seizure
from licenses.standing import standing
from portal.accounts.roles import Duty
from portal.backoffice.tasks import MayAsk, Task
from portal.core.actors import Actor
from portal.core.admin import Act, ActingAdmin, JurisdictionAdmin, Preview, ReferenceSearch, tag
from portal.core.masking import mask_id_number, mask_name

Status = Seizure.Status
_TONES: dict[str, str] = {Status.OPEN: "abnormal", Status.END_ASKED: "notice", Status.ENDED: "neutral"}
_LANGUAGES = (("zh-hans", "zh-Hans"), ("en", "en"))


class NotYetForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it goes on"), max_length=200, help_text=_("Kept in the trail; only officers read it.")
    )


class EndForm(forms.Form):
    reason = forms.CharField(
        label=_("Decision that ends it"),
        max_length=200,
        help_text=_("Number and day of the decision; the driver reads this."),
    )


def _seize(license: DriverLicense, values: Any, actor: Actor, at: datetime) -> Seizure:
    return seizing.seize(license=license, **values, actor=actor, at=at)


def _reads(_license: DriverLicense, values: Any) -> list[Preview]:
    """The ground as the driver will read it, in both languages."""
    parts = []
    for language, lang in _LANGUAGES:
        with translation.override(language):
            ground = ground_of(values["reason"])
            lines = (ground["state"], ground["label"], ground["rule"], values["note"])
            parts.append(Preview(lang, "\n\n".join(map(str, lines))))
    return parts


SEIZE = Act(
    "seize",
    _("Seize"),
    _seize,
    duty=Duty.SEIZE_LICENSES,
    form=SeizeForm,
    tone="danger",
    explain=_(
        "The card turns red on the driver's phone and in every check at once. The driver is told and can "
        "open a signed receipt. Only two officers together can end it: one asks, another confirms."
    ),
    done=_("The license is seized."),
    when=lambda license, actor: (
        actor.is_officer and not license.seizure_letter and license.person_id != actor.person_id
    ),
    preview=_reads,
)


def _may_end(row: Seizure, actor: Actor, status: str = Status.OPEN) -> bool:
    return row.status == status and actor.is_officer and row.license.person_id != actor.person_id


def _is_asked(row: Seizure, actor: Actor, by_me: bool = False) -> bool:
    return _may_end(row, actor, Status.END_ASKED) and by_me == (row.end_asked_by_id == actor.officer.pk)


def _ask(row: Seizure, values: Any, actor: Actor, at: datetime) -> Seizure:
    return seizing.ask_end(seizure=row, reason=values["reason"], actor=actor, at=at)


def _confirm(row: Seizure, _values: Any, actor: Actor, at: datetime) -> Seizure:
    return seizing.confirm_end(seizure=row, actor=actor, at=at)


def _refuse(row: Seizure, values: Any, actor: Actor, at: datetime) -> Seizure:
    return seizing.refuse_end(seizure=row, reason=values["reason"], actor=actor, at=at)


REFUSE = Act(
    "refuse-end",
    _("Refuse the release"),
    _refuse,
    duty=Duty.SEIZE_LICENSES,
    form=NotYetForm,
    explain=_("The license stays seized; the release can be requested again."),
    done=_("The seizure goes on."),
    when=_is_asked,
)


@admin.register(Seizure)
class SeizureAdmin(JurisdictionAdmin, ActingAdmin, ReferenceSearch):
    duty_view = (Duty.SEIZE_LICENSES,)
    list_display = ("reference", "city", "reason", "state", "seized_at")
    list_filter = ("status", "reason")
    search_help_text = _("The reference in full, such as SE-251122-7KQ2M9XC.")
    ordering = ("-seized_at",)
    fields = (
        "reference",
        "state",
        "driver",
        "masked_number",
        "condition",
        "reason",
        "note",
        "place",
        "made_check",
        "seizer",
        "seized_at",
        "end_reason",
        "asker",
        "end_asked_at",
        "ender",
        "ended_at",
    )
    readonly_fields = (
        "state",
        "driver",
        "masked_number",
        "condition",
        "made_check",
        "place",
        "seizer",
        "asker",
        "ender",
    )
    acts = (
        Act(
            "ask-end",
            _("Request the release"),
            _ask,
            duty=Duty.SEIZE_LICENSES,
            form=EndForm,
            explain=_("The license stays seized until another officer of the city confirms."),
            done=_("Requested; another officer of the city must confirm."),
            when=_may_end,
        ),
        Act(
            "confirm-end",
            _("Confirm the release"),
            _confirm,
            duty=Duty.SEIZE_LICENSES,
            tone="good",
            explain=_(
                "The seizure ends at once and the driver is told. "
                "Letters that the register has brought itself stay."
            ),
            done=_("The seizure has ended."),
            when=_is_asked,
        ),
        REFUSE,
        replace(
            REFUSE,
            name="take-back",
            label=_("Take the request back"),
            when=lambda row, actor: _is_asked(row, actor, by_me=True),
        ),
    )

    def get_queryset(self, request: Any) -> QuerySet[Any]:
        return (
            super()
            .get_queryset(request)
            .select_related("city", "license__person", "seized_by", "end_asked_by", "ended_by")
        )

    def version_of(self, obj: Seizure) -> str:
        return obj.status

    def about_of(self, obj: Seizure) -> dict[str, Any]:
        facts = (
            (_("holder"), self.driver(obj)),
            (_("license number"), self.masked_number(obj)),
            (_("reason"), obj.get_reason_display()),
            (_("case, place and paper form"), obj.note),
            (_("release requested by"), self.asker(obj)),
            (_("decision that ends it"), obj.end_reason),
        )
        return {"facts": [(name, value) for name, value in facts if value not in ("", "–")]}

    def stands_now(self, obj: Seizure) -> Any:
        return obj.get_status_display()

    @admin.display(description=_("status"), ordering="status")
    def state(self, obj: Seizure) -> str:
        return tag(_TONES[obj.status], obj.get_status_display())

    @admin.display(description=_("holder"))
    def driver(self, obj: Seizure) -> str:
        return mask_name(obj.license.person.name)

    @admin.display(description=_("license number"))
    def masked_number(self, obj: Seizure) -> str:
        return mask_id_number(obj.license.number)

    @admin.display(description=_("condition today"))
    def condition(self, obj: Seizure) -> str:
        found = standing(facts_of(obj.license), timezone.localdate())
        return tag(found.tone, found.label)

    @admin.display(description=_("check"))
    def made_check(self, obj: Seizure) -> str:
        return f"ver_{obj.verification_id.hex}" if obj.verification_id else "–"

    # Names without links: who may look at a seizure may not look at officers and cities.
    @admin.display(description=_("city"))
    def place(self, obj: Seizure) -> str:
        return str(obj.city)

    @admin.display(description=_("seized by"))
    def seizer(self, obj: Seizure) -> str:
        return str(obj.seized_by)

    @admin.display(description=_("release requested by"))
    def asker(self, obj: Seizure) -> str:
        return str(obj.end_asked_by or "–")

    @admin.display(description=_("released by"))
    def ender(self, obj: Seizure) -> str:
        return str(obj.ended_by or "–")


def waiting_for(actor: Actor, may: MayAsk, _at: datetime) -> Iterator[Task]:
    """Ends that somebody else has asked for in the officer's cities."""
    if not may(Duty.SEIZE_LICENSES) or not actor.is_officer:
        return
    rows = Seizure.objects.filter(city__in=actor.officer.cities.all(), status=Status.END_ASKED)
    count = rows.exclude(end_asked_by=actor.officer).count()
    url = f"{reverse('admin:licenses_seizure_changelist')}?status__exact={Status.END_ASKED}"
    yield Task(_("Releases to confirm"), url, count, "notice" if count else "normal")
