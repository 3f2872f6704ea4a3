"""Forms of the checking pages."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.accounts.purposes import OFFICER_PURPOSES
from portal.credentials.share_scopes import Scope
from portal.credentials.sharing import Term
from portal.credentials.verifying import MAX_TEXT
from portal.ui.forms import ChoiceCards


class TypedCodeForm(forms.Form):
    code = forms.CharField(
        label=pgettext_lazy("credential", "Code"),
        max_length=MAX_TEXT,
        help_text=_("The eight characters under the code, a share code, or the whole text of the code."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class ShareForm(forms.Form):
    """What a share code tells, how long and how often, and for whom; the least is chosen beforehand."""

    scope = forms.ChoiceField(
        label=_("What does it tell?"), choices=Scope.choices, widget=ChoiceCards, initial=Scope.STATE
    )
    term = forms.ChoiceField(
        label=_("How long is it good?"), choices=Term.choices, widget=ChoiceCards, initial=Term.DAY
    )
    uses = forms.IntegerField(
        label=_("For how many checks?"),
        min_value=1,
        max_value=settings.SHARE_USES_MOST,
        initial=1,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    note = forms.CharField(
        label=_("Whom is it for?"),
        max_length=60,
        required=False,
        help_text=_("Only you see this, so that you know later which code is which."),
    )


class ScanForm(TypedCodeForm):
    purpose = forms.ChoiceField(
        label=_("Purpose"),
        choices=[(purpose.value, purpose.label) for purpose in OFFICER_PURPOSES],
        widget=forms.RadioSelect,
    )
    field_order = ["purpose", "code"]
