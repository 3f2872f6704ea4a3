"""Components for every page; they take text, numbers, addresses and forms, never a model."""

import re
from datetime import datetime
from typing import Any

from django import template
from django.conf import settings
from django.forms import BaseForm, BoundField
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

TONES = ("normal", "notice", "abnormal", "void", "neutral")
TONE_ICONS = {"normal": "check", "notice": "info", "abnormal": "triangle-alert", "void": "ban"}
NOTICE_ICONS = {
    "info": "info",
    "success": "circle-check",
    "warning": "triangle-alert",
    "error": "octagon-alert",
}
NOTICE_ROLES = {"success": "status", "error": "alert"}
WHOLE = re.compile(
    r"(?<![\w-])([A-Z]{2}-\d{6}-[0-9A-Z]{8}|\d{4}-\d{2}-\d{2})(?![\d-])[，。；、：！？）,.;:!?)]*(?![^<>]*>)",
    re.ASCII,
)  # with the punctuation behind it: no line may begin with that
DRAWING = re.compile(r"<svg( [a-z:A-Z-]+=\"[^\"<>]*\")+>(<path( [a-z-]+=\"[^\"<>]*\")+ ?/>)+</svg>\s*")


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """Draw one icon of the sprite; it is decoration, the words beside it carry the meaning."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        extra,
        static("img/icons.svg"),
        name,
    )


@register.inclusion_tag("components/status_tag.html")
def status_tag(tone: str, label: str) -> dict[str, Any]:
    """Show a status: tone is normal, notice, abnormal, void or neutral; the label says it in words."""
    tone = tone if tone in TONES else "neutral"
    return {"tone": tone, "label": label, "icon": TONE_ICONS.get(tone)}


@register.simple_block_tag
def notice(content: SafeString, kind: str = "info", title: str = "") -> SafeString:
    """Frame a message: info, success, warning or error."""
    kind = kind if kind in NOTICE_ICONS else "info"
    rendered = render_to_string(
        "components/notice.html",
        {
            "kind": kind,
            "title": title,
            "content": content,
            "icon": NOTICE_ICONS[kind],
            "role": NOTICE_ROLES.get(kind, ""),
        },
    )
    return mark_safe(rendered)


@register.simple_tag
def field(bound_field: BoundField) -> SafeString:
    """Show one form field: label, hint, error, control."""
    return bound_field.as_field_group()


@register.inclusion_tag("components/form_errors.html")
def form_errors(form: BaseForm) -> dict[str, Any]:
    """List what must be corrected, each line a link to its field; nothing when there is no error."""
    problems = [
        {"text": message, "label": label, "target": target}
        for name, messages in form.errors.items()
        for label, target in [_label_and_target(form, name)]
        for message in messages
    ]
    return {"problems": problems}


def _label_and_target(form: BaseForm, name: str) -> tuple[str, str]:
    if name == "__all__":
        return "", ""
    bound_field = form[name]
    return str(bound_field.label).rstrip("?？.。"), bound_field.id_for_label or f"{bound_field.auto_id}_0"


@register.inclusion_tag("components/summary_row.html")
def summary_row(label: str, value: Any, url: str = "", lang: str = "") -> dict[str, Any]:
    """Show one row of a `<dl class="summary">`, with a link to change it when a URL is given."""
    return {"label": label, "value": value, "url": url, "lang": lang}


@register.simple_tag
def qr(drawing: str) -> SafeString:
    """Put a drawn code on the page; only a plain SVG made of paths is let through."""
    if not DRAWING.fullmatch(drawing):
        raise ValueError("not a drawing of a code")
    return mark_safe(drawing)


@register.simple_tag
def moment(value: datetime | str) -> SafeString:
    """Show an instant to the second in the reader's time zone; takes a datetime or RFC 3339 text."""
    parsed = parse_datetime(value) if isinstance(value, str) else value
    if parsed is None:
        return format_html("{}", value)
    local = timezone.localtime(parsed) if timezone.is_aware(parsed) else parsed
    return format_html('<time datetime="{}">{}</time>', local.isoformat(), f"{local:%Y-%m-%d %H:%M:%S}")


@register.filter
def unbroken(text: Any) -> SafeString:
    """Mark the days and references in a text, so that no line ends at a hyphen within one."""
    return mark_safe(WHOLE.sub(r'<span class="whole">\g<0></span>', conditional_escape(text)))


@register.filter
def chinese(name: str) -> SafeString:
    """A Chinese name within a sentence of whichever language: read aloud and drawn as such."""
    return format_html('<bdi lang="zh-Hans">{}</bdi>', name)


@register.filter
def grouped(reference: str) -> SafeString:
    """Show a long reference in groups of eight; it is copied without gaps, as it stands in the logs."""
    groups = [(part,) for part in re.findall(r"(?:[a-z]+_)?.{1,8}", reference)]
    shown = format_html_join(mark_safe("<wbr>"), '<span class="group">{}</span>', groups)
    return format_html('<span data-reference="{}">{}</span>', reference, shown)  # whole for whoever searches


@register.simple_tag
def site_name(language: str) -> str:
    """The portal's name in one language, for pages that say everything in both."""
    with translation.override(language):
        return str(settings.SITE_NAME)


@register.inclusion_tag("components/timeline.html")
def timeline(items: list[dict[str, Any]]) -> dict[str, Any]:
    """List events: each a dict with label, at (time or None), note, state (done, current, todo)."""
    return {"items": items}


@register.inclusion_tag("components/steps.html")
def steps(number: int, total: int) -> dict[str, Any]:
    """Say “Step 2 of 5”."""
    return {"number": number, "total": total}


@register.inclusion_tag("components/pager.html")
def pager(number: int, total: int, query: str = "") -> dict[str, Any]:
    """Link the page before and the page after; `query` holds the other parameters, already encoded."""
    prefix = f"?{query}&" if query else "?"
    return {
        "number": number,
        "total": total,
        "previous_url": f"{prefix}page={number - 1}" if number > 1 else "",
        "next_url": f"{prefix}page={number + 1}" if number < total else "",
    }
