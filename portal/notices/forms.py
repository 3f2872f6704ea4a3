"""The form of one's choices: a group of boxes for each topic."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portal.notices.models import NoticeChoices
from portal.notices.topics import CHOOSABLE, Channel, Topic, pair
from portal.ui.forms import ChoiceCards

_HINTS: dict[str, Any] = {
    Topic.CHECKS: _("Every check is listed under “Who looked” in any case."),
    Topic.SECURITY: _("A text message comes always; it cannot be switched off."),
}


class AnyOf(forms.MultipleChoiceField):
    """Boxes of which none need be ticked; an empty answer is an answer, so the label says nothing of it."""

    widget = forms.CheckboxSelectMultiple

    def validate(self, value: list[str]) -> None:
        if value:
            super().validate(value)


class ChoicesForm(forms.Form):
    """Fields are named after the topics; `on()` gives them back as they are stored."""

    language = forms.ChoiceField(
        label=_("Language of messages"), choices=settings.LANGUAGES, widget=ChoiceCards
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        max_length=254,
        help_text=_("We send a link there first; nothing else is sent before you have opened it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={"invalid": _("Enter an e-mail address like name@example.org, or leave it empty.")},
    )
    field_order = [*Topic.values, "language", "email"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for topic in Topic:
            self.fields[topic.value] = AnyOf(
                label=topic.label,
                choices=[(way.value, _said(way)) for way in Channel if pair(topic, way) in CHOOSABLE],
                help_text=_HINTS.get(topic, ""),
                error_messages={"invalid_choice": _("Please choose from the list.")},
            )
        self.order_fields(self.field_order)

    def on(self) -> Collection[str]:
        return {pair(topic, way) for topic in Topic for way in self.cleaned_data[topic]}


def _said(way: Channel) -> Any:
    return {
        Channel.HERE: _("On these pages"),
        Channel.SMS: _("By text message"),
        Channel.EMAIL: _("By e-mail"),
    }[way]


def initial_of(choices: NoticeChoices) -> dict[str, Any]:
    """What stands in the form when it is opened."""
    chosen = {
        topic.value: [way.value for way in Channel if pair(topic, way) in choices.on] for topic in Topic
    }
    return {"language": choices.language, "email": choices.email, **chosen}
