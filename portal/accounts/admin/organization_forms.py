"""What staff type about organizations, their members and their keys."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.accounts.models import Membership
from portal.accounts.purposes import Purpose
from portal.core.errors import RuleViolation
from portal.core.uscc import parse_uscc
from portal.ui.forms import DateInput


class KeyForm(forms.Form):
    name = forms.CharField(
        label=pgettext_lazy("thing", "Name"), max_length=60, help_text=_("Where the key is used.")
    )
    purposes = forms.MultipleChoiceField(
        label=_("Purposes"),
        choices=Purpose.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only these purposes can be asked with the key."),
    )
    is_test = forms.BooleanField(label=_("Test key: it sees made-up answers only"), required=False)
    expires_on = forms.DateField(
        label=_("Last day of use"), required=False, widget=DateInput, help_text=_("Empty: until revoked.")
    )
    networks = forms.CharField(
        label=_("Allowed networks"),
        required=False,
        max_length=300,
        help_text=_("Addresses such as 203.0.113.0/24, with commas between. Empty: from anywhere."),
    )


class MemberForm(forms.Form):
    login = forms.CharField(label=_("User name or phone of the login"), max_length=60)
    role = forms.ChoiceField(label=_("Role"), choices=Membership.Role.choices, widget=forms.RadioSelect)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200)


class OrganizationForm(forms.ModelForm):
    def clean_uscc(self) -> str:
        """The vehicles of a unit are found by it."""
        typed = str(self.cleaned_data["uscc"])
        if "uscc" not in self.changed_data:
            return typed
        try:
            return parse_uscc(typed)
        except RuleViolation as refusal:
            raise forms.ValidationError(refusal.sentence, code=refusal.code) from None
