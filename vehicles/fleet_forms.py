"""What a fleet is searched by."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vehicles.fleet import Filters

STATES = (
    ("", _("any")),
    ("normal", _("in order")),
    ("notice", _("in order, with something to see to")),
    ("abnormal", _("not in order")),
    ("void", _("no longer registered")),
)
LICENSES = (("", _("any")), ("held", _("has an electronic license")), ("none", _("has none yet")))
TERMS = (("30", _("within 30 days")), ("60", _("within 60 days")), ("90", _("within 90 days")))
DAYS = (("", _("any time")), *TERMS)


class FleetForm(forms.Form):
    """Everything is optional; what makes no sense is said and then searches for nothing."""

    plate = forms.CharField(label=_("Part of the plate number"), max_length=15, required=False)
    state = forms.ChoiceField(label=_("State"), choices=STATES, required=False)
    license = forms.ChoiceField(label=_("Electronic license"), choices=LICENSES, required=False)
    days = forms.TypedChoiceField(
        label=_("Inspection or insurance ends"), choices=DAYS, required=False, coerce=int, empty_value=None
    )

    def filters(self) -> Filters:
        if not self.is_valid():
            return Filters()
        given: dict[str, Any] = self.cleaned_data
        return Filters(**given)


class TermForm(forms.Form):
    days = forms.TypedChoiceField(label=_("Period"), choices=TERMS, coerce=int, initial="60")
