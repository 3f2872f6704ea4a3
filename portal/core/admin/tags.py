"""A status in a list: the same tag as everywhere, word first, color second."""

from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

_ICONS = {"normal": "check", "notice": "info", "abnormal": "triangle-alert", "void": "ban"}


def tag(tone: str, label: Any) -> SafeString:
    """Draw the status component; tone is normal, notice, abnormal, void or neutral."""
    context = {"tone": tone, "label": label, "icon": _ICONS.get(tone)}
    return mark_safe(render_to_string("components/status_tag.html", context))
