"""What the lists of the back office need beside Django's own tags."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

register = template.Library()

OPENING = len("<td")


@register.filter
def under(cells: Iterable[str], headers: Iterable[Mapping[str, Any]]) -> Iterator[SafeString]:
    """Each finished cell with the head of its column, which a narrow screen shows in front of it."""
    for cell, header in zip(cells, headers, strict=False):
        ticks = "action-checkbox-column" in header.get("class_attrib", "")
        label = "" if ticks else format_html(' data-label="{}"', capfirst(header["text"]))
        yield mark_safe(f"{cell[:OPENING]}{label}{cell[OPENING:]}")
