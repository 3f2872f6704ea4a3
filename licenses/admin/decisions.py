"""The buttons on a case: what each asks, what the applicant will read, and the rule it calls."""

import copy
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from licenses import applying
from licenses.admin.queue import holder_of
from licenses.cards import application_card, explanation_of
from licenses.models import LicenseApplication
from licenses.wording import REFUSE_REASONS, SEND_BACK_REASONS, Reason
from portal.accounts.roles import Duty
from portal.backoffice import texts
from portal.core.actors import Actor
from portal.core.admin import Act, Preview

Status = LicenseApplication.Status
SEND_BACK, REFUSE = "license-send-back", "license-refuse"
_TO_THE_OFFICER = {Reason.SEE_NOTE: _("Other (write a note)")}


def _choices(reasons: Sequence[Reason]) -> list[tuple[str, Any]]:
    """The reasons as officers choose them; the applicant reads the sentence of each."""
    return [(reason.value, _TO_THE_OFFICER.get(reason, reason.label)) for reason in reasons]


texts.register_use(SEND_BACK, _("Sending back"), lambda: _choices(SEND_BACK_REASONS))
texts.register_use(REFUSE, _("Refusing"), lambda: _choices(REFUSE_REASONS))
_LANGUAGES = (("zh-hans", "zh-Hans"), ("en", "en"))


class ReasonForm(forms.Form):
    """A reason of the closed list, and a note in both languages: a ready text or one's own words."""

    use = ""
    reason = forms.ChoiceField(
        label=_("Reason"), widget=forms.RadioSelect, help_text=_("With “Other” a note is needed.")
    )
    ready = forms.ChoiceField(
        label=_("Ready text"),
        required=False,
        help_text=_("Fills in the note below, and the reason if none is chosen; both can still be changed."),
    )
    note_zh = forms.CharField(
        label=_("Note to the applicant, in Chinese"),
        max_length=100,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "lang": "zh-Hans"}),
    )
    note_en = forms.CharField(
        label=_("Note to the applicant, in English"),
        max_length=199,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "lang": "en"}),
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        self.known = {str(text.pk): text for text in texts.offered(self.use)}
        super().__init__(self._filled_in(data), **kwargs)
        reasons: Any = self.fields["reason"]
        reasons.choices = texts.uses()[self.use].reasons()
        groups: dict[str, list[tuple[str, str]]] = {}
        for pk, text in self.known.items():
            groups.setdefault(texts.reason_label(self.use, text.reason), []).append((pk, text.name))
        ready: Any = self.fields["ready"]
        ready.choices = [("", _("none, my own words")), *groups.items()]
        if not groups:
            del self.fields["ready"]

    def _filled_in(self, data: Any) -> Any:
        """What was typed, with a chosen text put into the note: from then on it is a note like any other."""
        chosen = self.known.get(data.get("ready", "")) if data else None
        if chosen is None:
            return data
        filled = data.copy()
        if not filled.get("note_zh") and not filled.get("note_en"):
            filled["note_zh"], filled["note_en"] = chosen.text_zh, chosen.text_en
        filled["reason"], filled["ready"] = data.get("reason") or chosen.reason, ""
        return filled

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        notes = (values.get(name, "").strip() for name in ("note_zh", "note_en"))
        values["text"] = "\n".join(filter(None, notes))
        if values.get("reason") == Reason.SEE_NOTE and not values["text"]:
            self.add_error("note_zh", _("Please write the note that the applicant will read."))
        return values


class SendBackForm(ReasonForm):
    use = SEND_BACK


class RefuseForm(ReasonForm):
    use = REFUSE


def _send_back(row: LicenseApplication, values: Any, actor: Actor, at: datetime) -> Any:
    said = {"reason": values["reason"], "text": values["text"]}
    return applying.send_back(application=row, **said, actor=actor, at=at)


def _refuse(row: LicenseApplication, values: Any, actor: Actor, at: datetime) -> Any:
    said = {"reason": values["reason"], "text": values["text"]}
    return applying.refuse(application=row, **said, actor=actor, at=at)


def _reads(to: Status) -> Any:
    """What the applicant will read, in both languages: taken from where the applicant's page takes it."""

    def preview(application: LicenseApplication, values: Any) -> list[Preview]:
        decided = copy.copy(application)
        decided.status, decided.reason_code, decided.reason_note = to, values["reason"], values["text"]
        parts = []
        for language, lang in _LANGUAGES:
            with translation.override(language):
                lines = _lines(decided)
                parts.append(Preview(lang, "\n\n".join(str(line) for line in lines if line)))
        return parts

    return preview


def _lines(decided: LicenseApplication) -> list[Any]:
    shown = application_card(decided)
    if decided.status != Status.REFUSED:
        return [shown.label, shown.reason, shown.note]
    words = explanation_of(decided)
    return [shown.label, words.sentence, words.rule, shown.note, words.advice]


def _in_review(application: LicenseApplication, actor: Actor) -> bool:
    own = actor.person_id is not None and actor.person_id == application.person_id
    return application.status == Status.IN_REVIEW and not own


def _decidable(application: LicenseApplication, actor: Actor) -> bool:
    """In review, not one's own, and no colleague has it in hand."""
    holder = holder_of(application, timezone.now())
    return _in_review(application, actor) and (holder is None or holder == actor.officer)


def _mine(application: LicenseApplication, actor: Actor) -> bool:
    held = actor.officer is not None and application.claimed_by_id == actor.officer.pk
    return _in_review(application, actor) and held


ACTS = (
    Act(
        "claim",
        _("Take up"),
        lambda row, _values, actor, at: applying.claim(application=row, actor=actor, at=at),
        duty=Duty.REVIEW_APPLICATIONS,
        direct=True,
        done=_("The case is in your hands."),
        when=lambda row, actor: _decidable(row, actor) and not _mine(row, actor),
    ),
    Act(
        "approve",
        _("Approve"),
        lambda row, _values, actor, at: applying.approve(application=row, actor=actor, at=at),
        duty=Duty.REVIEW_APPLICATIONS,
        tone="good",
        key="a",
        explain=_(
            "The electronic license is issued at once, and a new photo becomes the photo on file. "
            "This cannot be taken back; a license issued by mistake is revoked."
        ),
        done=_("Approved; the electronic license is issued."),
        when=_decidable,
    ),
    Act(
        "send-back",
        _("Send back"),
        _send_back,
        duty=Duty.REVIEW_APPLICATIONS,
        form=SendBackForm,
        key="r",
        explain=_("The applicant corrects what you name and keeps the place in the queue."),
        done=_("Sent back to the applicant."),
        when=_decidable,
        preview=_reads(Status.NEEDS_ACTION),
    ),
    Act(
        "refuse",
        _("Refuse"),
        _refuse,
        duty=Duty.REVIEW_APPLICATIONS,
        form=RefuseForm,
        tone="danger",
        key="d",
        explain=_(
            "The application ends. The applicant reads the reason and what can be done. "
            "This cannot be taken back; the applicant may apply again."
        ),
        done=_("Refused."),
        when=_decidable,
        preview=_reads(Status.REFUSED),
    ),
    Act(
        "release",
        _("Release the case"),
        lambda row, _values, actor, at: applying.release(application=row, actor=actor, at=at),
        duty=Duty.REVIEW_APPLICATIONS,
        direct=True,
        tone="quiet",
        done=_("The case is free for colleagues."),
        when=_mine,
    ),
)
