"""The examples of `/design/`: every component with its states, in the order in which they are shown."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.template.loader import get_template, render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from portal.ui.forms import ChoiceCards, DateInput, IdNumberInput, NameInput, OneTimeCodeInput, PhoneInput

SPRITE = Path(settings.BASE_DIR) / "static" / "img" / "icons.svg"
LANGUAGES = ("zh-hans", "en")
TOKENS = {
    _("Ground and text"): "ink mute bg surface sunk line edge".split(),
    _("Acting"): "brand brand-fill on-brand link focus".split(),
    _("Saying"): "ok ok-soft warn warn-soft bad bad-soft info info-soft off off-soft".split(),
}


@dataclass(frozen=True, slots=True)
class Example:
    """One component: its template `templates/design/<slug>.html` is both the sample and the text to copy."""

    slug: str
    title: Any
    twice: bool = True  # in both languages side by side; not where parts have an id

    @property
    def template(self) -> str:
        return f"design/{self.slug}.html"

    @property
    def source(self) -> str:
        return str(get_template(self.template).template.source).strip()  # type: ignore[attr-defined]


DELEGATION = {
    "name": "陈䶮",
    "owner_masked": "王*",
    "purpose": _("Drive a rented car"),
    "until": date(2026, 11, 29),
}
_ANSWERS = (
    ("normal", _("Valid"), _("Genuine and current.")),
    ("notice", _("Valid"), _("The license ends soon.")),
    ("abnormal", _("Do not rely on it"), _("12 points have been reached.")),
    ("void", _("Not valid"), _("No credential belongs to this code.")),
    (
        "unknown",
        _("Not checked"),
        _(
            "There was no answer from the register. This is neither a yes nor a no: check the paper license "
            "and the ID card."
        ),
    ),
)
EXAMPLES = (
    Example("buttons", _("Buttons")),
    Example("status", _("Status")),
    Example("notices", _("Notices")),
    Example("panels", _("Panels")),
    Example("summary", _("Summary of facts")),
    Example("timeline", _("Timeline")),
    Example("steps", _("Steps and way back")),
    Example("table", _("Table")),
    Example("pager", _("Pages of a list")),
    Example("tiles", _("Tiles and links")),
    Example("lists", _("Lists")),
    Example("progress", _("Progress and time")),
    Example("form", _("Form"), twice=False),
    Example("errors", _("Form with problems"), twice=False),
    Example("card", _("Card in each tone"), twice=False),
    Example("code", _("Code")),
    Example("answer", _("Answer of the scanner"), twice=False),
    Example("more", _("Details on demand")),
    Example("icons", _("Icons"), twice=False),
)


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label=_("Name"), widget=NameInput)
    id_number = forms.CharField(label=_("ID number"), widget=IdNumberInput)
    phone = forms.CharField(label=_("Phone"), widget=PhoneInput, required=False)
    code = forms.CharField(label=_("Code"), widget=OneTimeCodeInput)
    day = forms.DateField(label=_("Day"), widget=DateInput)
    look = forms.ChoiceField(
        label=_("Light or dark"), widget=ChoiceCards, choices=[("light", _("Light")), ("dark", _("Dark"))]
    )
    agree = forms.BooleanField(label=_("I agree"))


def _card(tone: str, label: Any, reason: Any = "", **more: Any) -> dict[str, Any]:
    rows = ((_("Name"), "陈䶮", "zh-Hans"), (_("Number"), "9901**********1234"), (_("Class"), "C1"))
    now = timezone.localtime()
    return {
        "sample": tone,
        "kind_title": _("Driver's license"),
        "tone": tone,
        "tag_label": label,
        "reason": reason,
        "rows": rows,
        "number_masked": rows[1][1],
        "issuer": "示例市公安局交通警察支队",
        "status_checked_at": now,
        "demo": True,
        **more,
    }


def context() -> dict[str, Any]:
    """What the examples show; made up, the same for everybody."""
    now = timezone.now()
    return {
        "tokens": TOKENS,
        "form": SampleForm(auto_id="sample_%s"),
        "wrong_form": SampleForm({"id_number": "1"}, auto_id="wrong_%s"),
        "now": now,
        "events": [
            {"label": _("Sent"), "at": now - timedelta(hours=3), "state": "done"},
            {"label": _("In review"), "at": now - timedelta(hours=1), "state": "current"},
            {"label": _("Decision"), "state": "todo"},
        ],
        "cards": [
            _card("normal", _("Normal")),
            _card("notice", _("Notice"), _("The license ends soon."), days_left=23),
            _card("abnormal", _("Abnormal"), _("12 points have been reached.")),
            _card(
                "abnormal",
                _("Renewal overdue"),
                _("The license has expired and has not been renewed."),
                sample="expired",
            ),
            _card("void", _("Not valid"), _("The license was revoked."), ended_at=now),
            _card("normal", _("Normal"), sample="delegated", delegation=DELEGATION),
        ],
        "copied": _card("normal", _("Normal")) | {"valid_until": date(2032, 10, 14)},
        "answers": [
            {"of": f"answer-{tone}", "tone": tone, "title": title, "sentence": sentence}
            for tone, title, sentence in _ANSWERS
        ],
        "drawing": render_to_string("design/_drawing.svg").strip(),
        "icons": re.findall(r'<symbol[^>]* id="([a-z-]+)"', SPRITE.read_text("utf-8")),
    }


def shown(example: Example, facts: Mapping[str, Any]) -> list[dict[str, str]]:
    """The example in the language of the page, then in the other one where it can stand twice."""
    here = translation.get_language() or LANGUAGES[0]
    languages = [here, *(other for other in LANGUAGES if example.twice and other != here)]
    parts = []
    for language in languages:
        with translation.override(language):
            html = render_to_string(example.template, dict(facts))
        parts.append({"language": "zh-Hans" if language == LANGUAGES[0] else language, "html": html})
    return parts
