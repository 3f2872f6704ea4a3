"""Whom to authorize, for what and until when; the rules check the rest."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.forms import IdentityForm
from portal.core.errors import RuleViolation
from portal.grants import granting
from portal.grants.granting import Grantor
from portal.grants.models import GrantRule
from portal.grants.scopes import GrantPurpose
from portal.ui.forms import ChoiceCards, DateInput
from vehicles.lending.authorizing import SCOPE

FIELD_OF = {
    "grant_to_oneself": "id_number",
    "grant_term_past": "last_day",
    "grant_term_too_long": "last_day",
    "grant_exists": "purpose",
}


class AuthorizeForm(IdentityForm):
    """Name and number of the other person, one of the purposes, and a last day."""

    purpose = forms.ChoiceField(
        label=_("What may they use it for?"),
        choices=GrantPurpose.choices,
        widget=ChoiceCards,
        error_messages={"required": _("Please choose one of the purposes.")},
    )
    last_day = forms.DateField(
        label=_("Until the end of which day?"),
        widget=DateInput,
        error_messages={"required": _("Choose the last day."), "invalid": _("Choose the last day.")},
    )

    def __init__(self, *args: Any, grantor: Grantor, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.grantor, self.rule = grantor, GrantRule.objects.get(pk=SCOPE)
        self.on = timezone.localdate(at)
        self.latest: date = granting.last_day_possible(SCOPE, self.on)
        self.fields["name"].widget.attrs["autocomplete"] = "off"
        day = self.fields["last_day"]
        day.help_text = _(
            "The last possible day is %(last)s: an authorization is for %(most)s working days at most. "
            "Weekends and public holidays between are not counted."
        ) % {"last": self.latest.isoformat(), "most": self.rule.most_working_days}
        day.initial = self.latest
        day.widget.attrs |= {"min": self.on.isoformat(), "max": self.latest.isoformat()}

    def clean(self) -> dict[str, Any]:
        """What can be known before it is tried: oneself and the term."""
        given = super().clean() or self.cleaned_data
        if "last_day" in given and "id_number" in given:
            for bar in granting.refused(
                self.rule, self.grantor, given["id_number"], given["last_day"], on=self.on
            ):
                self.refuse(bar)
        return given

    def refuse(self, bar: RuleViolation) -> None:
        """Show why not, beside the field it is about."""
        self.add_error(FIELD_OF.get(bar.code), bar.sentence)
