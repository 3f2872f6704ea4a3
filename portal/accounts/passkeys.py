"""The form that adds a passkey, with a label in the reader's language; named in `MFA_FORMS`."""

from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _


class PasskeyForm(AddWebAuthnForm):
    name = forms.CharField(label=_("Name of the key"), required=False, max_length=100)
