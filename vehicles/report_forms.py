"""The form for the history report of a vehicle."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.ui.forms import DateInput
from vehicles.forms import limit_term


class ReportForm(forms.Form):
    """For whom and until when; what it is for is always the sale of the vehicle."""

    recipient = forms.CharField(
        label=_("For whom?"),
        max_length=40,
        help_text=_("The buyer or dealer who gets it. It is written across every page."),
        error_messages={"required": _("Enter who the report is for.")},
    )
    until = forms.DateField(label=_("Until when may it be used?"), widget=DateInput)

    def __init__(self, *args: Any, latest: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit_term(self.fields["until"], latest)
