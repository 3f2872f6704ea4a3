"""Forms of the checking pages."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.accounts.purposes import OFFICER_PURPOSES
from portal.credentials.verifying import MAX_TEXT


class TypedCodeForm(forms.Form):
    code = forms.CharField(
        label=pgettext_lazy("credential", "Code"),
        max_length=MAX_TEXT,
        help_text=_("The eight characters under the code, or the whole text of the code."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class ScanForm(TypedCodeForm):
    purpose = forms.ChoiceField(
        label=_("Purpose"),
        choices=[(purpose.value, purpose.label) for purpose in OFFICER_PURPOSES],
        widget=forms.RadioSelect,
    )
    field_order = ["purpose", "code"]
