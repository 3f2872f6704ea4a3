"""The forms of an application; they check shape, the rules check law."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from licenses.codes import SeizureReason, StatusLetter
from licenses.models import LicenseApplication
from licenses.wording import SEIZURES
from portal.ui.forms import ChoiceCards, PhotoInput

PhotoSource = LicenseApplication.PhotoSource


class ConsentForm(forms.Form):
    """Yes or no, nothing chosen beforehand."""

    answer = forms.ChoiceField(
        label=_("Do you agree?"),
        choices=[("yes", _("I agree")), ("no", _("I do not agree"))],
        widget=ChoiceCards,
        error_messages={"required": _("Choose whether you agree.")},
    )


class NeededForSome(forms.FileField):
    """A file that one of the choices needs: the form says when it is lacking, the label says nothing."""

    def validate(self, value: Any) -> None:
        return


class PhotoForm(forms.Form):
    """The photo on file, the one uploaded before, or a new one."""

    use_required_attribute = False

    source = forms.ChoiceField(
        label=_("Which photo should be used?"),
        widget=ChoiceCards,
        error_messages={"required": _("Choose which photo should be used.")},
    )
    photo = NeededForSome(
        label=_("New photo"),
        widget=PhotoInput,
        allow_empty_file=True,
        help_text=_(
            "Recent, bareheaded, white background, upright like an ID photo; JPEG or PNG, up to 5 MB."
        ),
    )

    def __init__(self, *args: Any, on_file: bool, uploaded: bool, may_upload: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(PhotoSource.ON_FILE.value, _("The photo on file: decided at once"))] if on_file else []
        if uploaded:
            choices.append(("uploaded", _("The photo I uploaded")))
        if may_upload:
            choices.append((PhotoSource.UPLOAD.value, _("A new photo: an officer looks at it")))
        self.fields["source"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.fields["source"].initial = choices[0][0]
        if not may_upload:
            del self.fields["photo"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("source") == PhotoSource.UPLOAD:
            file = given.get("photo")
            if file is None:
                self.add_error("photo", _("Choose a photo from your device or take one."))
            elif not file.size:
                self.add_error("photo", _("This file is empty. Choose another photo."))
            elif file.size > settings.PHOTO_MAX_BYTES:
                self.add_error("photo", _("This file is larger than 5 MB. Please choose a smaller photo."))
        return given


class SeizeForm(forms.Form):
    """The ground of the closed list, and what the paper form says; used at the roadside and in the office."""

    reason = forms.ChoiceField(
        label=_("Ground"),
        choices=SeizureReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reason.")},
    )
    note = forms.CharField(
        label=_("Case, place and number of the paper record"),
        max_length=300,
        error_messages={"required": _("Say the case number, place and number of the paper record.")},
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The driver reads this on the receipt."),
    )

    def ground(self) -> dict[str, Any]:
        """The chosen ground in words; only for a form that is valid."""
        return ground_of(self.cleaned_data["reason"])


def ground_of(reason: str) -> dict[str, Any]:
    """A ground as people read it: the words, its rule, the state it brings."""
    letter, rule = SEIZURES[reason]
    return {"label": SeizureReason(reason).label, "rule": rule, "state": StatusLetter(letter).label}
