"""The buttons on a case: what each asks, what the applicant will read, and the rule it calls."""

from typing import Any

from django import forms
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from licenses import applying
from licenses.models import LicenseApplication
from licenses.wording import REFUSALS, REFUSE_REASONS, SEND_BACK_REASONS, Reason
from portal.accounts.roles import Duty
from portal.core.actors import Actor
from portal.core.admin import Act, Preview

Status = LicenseApplication.Status
_LANGUAGES = (("zh-hans", "zh-Hans"), ("en", "en"))


class _ReasonForm(forms.Form):
    reason = forms.ChoiceField(label=_("Reason"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Note to the applicant"), max_length=300, required=False, widget=forms.Textarea
    )
    reasons: tuple[Reason, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons: Any = self.fields["reason"]
        reasons.choices = [(reason.value, reason.label) for reason in self.reasons]


class SendBackForm(_ReasonForm):
    reasons = SEND_BACK_REASONS


class RefuseForm(_ReasonForm):
    reasons = REFUSE_REASONS


def _reads(heading: Any) -> Any:
    """What the applicant will read, in both languages."""

    def preview(_application: LicenseApplication, values: Any) -> list[Preview]:
        parts = []
        for language, lang in _LANGUAGES:
            with translation.override(language):
                reason = values["reason"]
                words = REFUSALS.get(reason)
                sentence = words.reason if words else Reason(reason).label
                advice = words.advice if words else ""
                lines = [str(heading), str(sentence), str(advice), values["text"]]
                parts.append(Preview(lang, "\n\n".join(line for line in lines if line)))
        return parts

    return preview


def _in_review(application: LicenseApplication, actor: Actor) -> bool:
    own = actor.person_id is not None and actor.person_id == application.person_id
    return application.status == Status.IN_REVIEW and not own


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
        when=lambda row, actor: _in_review(row, actor) and not _mine(row, actor),
    ),
    Act(
        "approve",
        _("Approve"),
        lambda row, _values, actor, at: applying.approve(application=row, actor=actor, at=at),
        duty=Duty.REVIEW_APPLICATIONS,
        tone="good",
        explain=_("The electronic license is issued at once, and a new photo becomes the photo on file."),
        done=_("Approved; the electronic license is issued."),
        when=_in_review,
    ),
    Act(
        "send-back",
        _("Send back"),
        lambda row, values, actor, at: applying.send_back(application=row, **values, actor=actor, at=at),
        duty=Duty.REVIEW_APPLICATIONS,
        form=SendBackForm,
        explain=_("The applicant corrects what you name and keeps the place in the queue."),
        done=_("Sent back to the applicant."),
        when=_in_review,
        preview=_reads(_("Your application needs a correction.")),
    ),
    Act(
        "refuse",
        _("Refuse"),
        lambda row, values, actor, at: applying.refuse(application=row, **values, actor=actor, at=at),
        duty=Duty.REVIEW_APPLICATIONS,
        form=RefuseForm,
        tone="danger",
        explain=_("The application ends. The applicant reads the reason and what can be done."),
        done=_("Refused."),
        when=_in_review,
        preview=_reads(_("Your application was refused.")),
    ),
    Act(
        "release",
        _("Put back into the queue"),
        lambda row, _values, actor, at: applying.release(application=row, actor=actor, at=at),
        duty=Duty.REVIEW_APPLICATIONS,
        direct=True,
        tone="quiet",
        done=_("The case is free for colleagues."),
        when=_mine,
    ),
)
