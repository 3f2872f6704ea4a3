"""The same act on several rows: a page says how many, which and what follows, before anything is done."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.admin import helpers
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core.actors import Actor
from portal.core.admin.readonly import acting
from portal.core.errors import RuleViolation

MOST = 100
SAMPLE = 10


@dataclass(frozen=True, slots=True)
class BulkAct:
    """One entry in the list of actions; `run` is the rule's function for one row, called for each in turn."""

    name: str
    label: Any
    run: Callable[[Any, Actor, datetime], Any]
    duty: str
    explain: Any

    def action(self) -> Callable[[Any, HttpRequest, Any], HttpResponse | None]:
        """As Django's admin wants it, for `actions`."""

        def act(page: Any, request: HttpRequest, rows: Any) -> HttpResponse | None:
            return _act(self, page, request, rows)

        act.__name__ = self.name
        act.short_description = self.label  # type: ignore[attr-defined]
        return act


def _act(bulk: BulkAct, page: Any, request: HttpRequest, rows: Any) -> HttpResponse | None:
    if not page.has_duty(request, bulk.duty):
        raise PermissionDenied
    chosen = list(rows[: MOST + 1])
    if len(chosen) > MOST:
        text = _("At most %(most)s at once. Narrow the list first; nothing was done.")
        messages.error(request, text % {"most": MOST})
        return None
    if "confirmed" not in request.POST:
        return _ask(bulk, page, request, chosen)
    _run(bulk, page, request, chosen)
    return None


def _ask(bulk: BulkAct, page: Any, request: HttpRequest, chosen: list[Any]) -> HttpResponse:
    context = {
        **page.admin_site.each_context(request),
        "opts": page.opts,
        "title": bulk.label,
        "bulk": bulk,
        "count": len(chosen),
        "sample": [page.sample_of(row) for row in chosen[:SAMPLE]],
        "rest": max(0, len(chosen) - SAMPLE),
        "chosen": [row.pk for row in chosen],
        "checkbox_name": helpers.ACTION_CHECKBOX_NAME,
    }
    return TemplateResponse(request, "admin/bulk.html", context)


def _run(bulk: BulkAct, page: Any, request: HttpRequest, chosen: list[Any]) -> None:
    """Each row in a transaction of its own: what is refused stops nothing and is told by name."""
    done = 0
    for row in chosen:
        try:
            bulk.run(row, acting(request), timezone.now())
            done += 1
        except RuleViolation as refusal:
            messages.warning(request, f"{row}: {refusal.sentence}")
    if done:
        text = ngettext("Done for %(count)s case.", "Done for %(count)s cases.", done)
        messages.success(request, text % {"count": done})
