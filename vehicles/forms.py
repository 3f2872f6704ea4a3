"""Forms of the vehicles line; they check shape, the rules check law."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portal.grants.scopes import GrantPurpose
from portal.ui.forms import ChoiceCards, DateInput
from vehicles.copying import Format


class ConsentForm(forms.Form):
    """One tick, nothing chosen beforehand."""

    agreed = forms.BooleanField(
        label=_("I agree that these data are used for the electronic vehicle license."),
        error_messages={"required": _("Please give your consent first.")},
    )


def limit_term(field: forms.Field, latest: date) -> None:
    """A last day of use that begins with the latest possible one and says why it is that."""
    field.initial = latest
    field.help_text = _("At most %(most)s working days: until %(latest)s.") % {
        "most": settings.VEHICLE_COPY_WORKING_DAYS,
        "latest": latest.isoformat(),
    }


class FormatForm(forms.Form):
    """As what a copy is made."""

    format = forms.ChoiceField(
        label=_("What do you need?"), choices=Format.choices, widget=ChoiceCards, initial=Format.PDF
    )


class CopyForm(FormatForm):
    """For what, for whom, until when, and as what the copy is made."""

    purpose = forms.ChoiceField(
        label=_("What is the copy for?"),
        choices=GrantPurpose.choices,
        widget=ChoiceCards,
        error_messages={"required": _("Please choose one of the purposes.")},
    )
    recipient = forms.CharField(
        label=_("For whom?"),
        max_length=40,
        help_text=_("The company, office or person who gets it. It is written across the copy."),
        error_messages={"required": _("Enter who the copy is for.")},
    )
    until = forms.DateField(label=_("Until when may it be used?"), widget=DateInput)

    def __init__(self, *args: Any, latest: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit_term(self.fields["until"], latest)
