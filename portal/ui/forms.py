"""How forms look (label, hint, error, control) and the controls that people type into."""

from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting


class PortalRenderer(TemplatesSetting):
    """Draws whole forms and single fields with our own two templates; the controls stay Django's."""

    form_template_name = "django/forms/portal_form.html"
    field_template_name = "django/forms/portal_field.html"


class _TypedInput(forms.TextInput):
    """A text field whose keyboard and corrections fit what is typed."""

    fixed: dict[str, str] = {}

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({**self.fixed, **(attrs or {})})


class PhoneInput(_TypedInput):
    """A mobile number."""

    input_type = "tel"
    fixed = {"inputmode": "tel", "autocomplete": "tel-national", "spellcheck": "false", "class": "is-phone"}


class OneTimeCodeInput(_TypedInput):
    """A code from a message or an authenticator; phones fill it in, and it may be pasted."""

    fixed = {
        "inputmode": "numeric",
        "autocomplete": "one-time-code",
        "autocapitalize": "none",
        "spellcheck": "false",
        "class": "is-code",
    }


class IdNumberInput(_TypedInput):
    """An 18-character ID number: digits, the last may be X, so no digits-only keyboard."""

    fixed = {
        "autocomplete": "off",
        "autocapitalize": "characters",
        "autocorrect": "off",
        "spellcheck": "false",
        "class": "is-id",
    }


class ShortCodeInput(IdNumberInput):
    """A code read from somebody's screen, capitals and digits."""

    fixed = {**IdNumberInput.fixed, "class": "is-id is-short"}


class NameInput(_TypedInput):
    """A person's name in any script: nothing corrects it, nothing limits its characters."""

    fixed = {"autocomplete": "name", "autocapitalize": "off", "autocorrect": "off", "spellcheck": "false"}


class DateInput(forms.DateInput):
    """A day, with the browser's own calendar."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class PhotoInput(forms.FileInput):
    """A photo from the album or, on a phone, taken now."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"accept": "image/jpeg,image/png", **(attrs or {})})


class ChoiceCards(forms.RadioSelect):
    """One of a few, each a row that can be tapped anywhere."""
