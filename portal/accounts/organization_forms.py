"""What a legal representative types to bring somebody in or to change what a member may do."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.accounts.forms import PhoneForm, _refused_as_error
from portal.accounts.models import Membership
from portal.core.names import validate_name, with_code_points
from portal.ui.forms import ChoiceCards, NameInput, PhoneInput

ROLES = (
    (Membership.Role.READER, _("Reader: sees vehicles, drivers and days")),
    (Membership.Role.MANAGER, _("Vehicle manager: also applies, authorizes and files drivers")),
    (Membership.Role.LEGAL_REPRESENTATIVE, _("Legal representative: also invites and removes members")),
)


class InviteForm(PhoneForm):
    phone = forms.CharField(
        label=_("Mobile phone number"),
        help_text=_("The number the person signs in with."),
        widget=PhoneInput,
        error_messages={"required": _("Enter a mobile phone number.")},
    )
    name = forms.CharField(
        label=_("Name"),
        help_text=_("As it is written on the ID card. Somebody else with this phone cannot accept."),
        widget=NameInput(attrs={"autocomplete": "off"}),
        strip=False,
        error_messages={"required": _("Enter the name as it is written on the ID card.")},
    )
    role = forms.ChoiceField(label=_("What may this person do?"), choices=ROLES, widget=ChoiceCards)

    def clean_name(self) -> Any:
        return _refused_as_error(validate_name, with_code_points(self.cleaned_data["name"]))


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("What may this person do?"), choices=ROLES, widget=ChoiceCards)


class RemovalForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("Kept in the audit trail, such as “left the company”.")
    )
