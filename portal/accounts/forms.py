"""What people type to sign in and to say who they are."""

import unicodedata
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.errors import RuleViolation
from portal.core.id_numbers import parse
from portal.core.names import validate_name, with_code_points
from portal.core.phones import parse_phone
from portal.ui.forms import IdNumberInput, NameInput, OneTimeCodeInput, PhoneInput


class PhoneForm(forms.Form):
    phone = forms.CharField(
        label=_("Mobile phone number"),
        help_text=_("We send you a code. Numbers from abroad begin with +."),
        widget=PhoneInput,
        error_messages={"required": _("Enter a mobile phone number.")},
    )

    def clean_phone(self) -> str:
        return _refused_as_error(parse_phone, self.cleaned_data["phone"])


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code from the message"),
        help_text=_("Six digits. You can paste them."),
        widget=OneTimeCodeInput(attrs={"data-focus": ""}),
        error_messages={"required": _("Enter the code from the message.")},
    )

    def clean_code(self) -> str:
        typed = unicodedata.normalize("NFKC", self.cleaned_data["code"][:40])
        digits = "".join(typed.split()).replace("-", "")
        if not (len(digits) == 6 and digits.isascii() and digits.isdigit()):
            raise forms.ValidationError(_("A code has six digits."), code="malformed")
        return digits

    @classmethod
    def refused(cls, sentence: str) -> "CodeForm":
        """An empty form with this error: a code that was refused is not shown again."""
        form = cls({})
        form.full_clean()
        form.errors.clear()
        form.add_error("code", sentence)
        return form


class StaffForm(forms.Form):
    login = forms.CharField(
        label=_("User name"),
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class IdentityForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        help_text=_("As it is written on the ID card, with “·” if there is one."),
        widget=NameInput,
        strip=False,
        error_messages={"required": _("Enter the name as it is written on the ID card.")},
    )
    id_number = forms.CharField(
        label=_("ID number"),
        help_text=_("18 characters; the last one may be X."),
        widget=IdNumberInput,
        error_messages={"required": _("Enter the ID number.")},
    )

    def clean_name(self) -> str:
        return _refused_as_error(validate_name, with_code_points(self.cleaned_data["name"]))

    def clean_id_number(self) -> str:
        on = timezone.localdate()
        return _refused_as_error(lambda text: parse(text[:200], on=on).value, self.cleaned_data["id_number"])


class CounterForm(forms.Form):
    city = forms.CharField(label=_("City of the counter"))

    def __init__(self, *args: Any, cities: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["city"] = forms.ChoiceField(
            label=_("City of the counter"),
            choices=[("", _("Choose a city")), *cities],
            error_messages={"required": _("Choose the city whose counter you will go to.")},
        )


def _refused_as_error(rule: Any, text: str) -> Any:
    try:
        return rule(text)
    except RuleViolation as refusal:
        raise forms.ValidationError(refusal.sentence, code=refusal.code) from None
