"""What remains of a bulk run: the list of those who got nothing, and the signed report."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from portal.audit.actions import Action
from portal.audit.log import record
from portal.core.actors import Actor
from portal.core.exports import csv_lines
from portal.credentials import certificates, progress
from portal.credentials.kinds import bulk_kind_of, kind_of
from portal.credentials.ledger import subject
from portal.credentials.models import Run, RunRefusal
from portal.documents import pdf
from portal.rollout.models import City

OVER = (Run.Status.DONE, Run.Status.FAILED, Run.Status.STOPPED)
_PAGE = 5000


def refused_lines(run: Run, *, actor: Actor, at: datetime) -> Iterator[str]:
    """A CSV of everybody who got nothing and why, in constant memory; written down before the first line."""
    record(Action.EXPORT_MADE, subject=subject(run), actor=actor, at=at, rows=run.refusals.count())
    header = [_("Subject"), _("City"), _("Code of the reason"), _("Reason"), _("Number")]
    return csv_lines(header, _rows(run, get_language() or "zh-hans"))


def _rows(run: Run, language: str) -> Iterator[list[Any]]:
    """Page by page along the key: no cursor stays open while somebody downloads slowly.

    The answer is sent when the request is over, so the language is told.
    """
    names = City.objects.in_bulk(run.cities.values_list("city_id", flat=True))
    with override(language):
        cities = {code: str(city) for code, city in names.items()}
    last = 0
    while True:
        page = RunRefusal.objects.filter(run=run, pk__gt=last).order_by("pk")[:_PAGE]
        rows = list(page.values_list("pk", "ref", "city_id", "reason"))
        with override(language):
            sentences = {reason: progress.sentence(reason) for reason in {row[3] for row in rows}}
        numbers = _numbers(run, [ref for _pk, ref, *_rest in rows if ref.isdecimal()])
        for _pk, ref, code, reason in rows:
            yield [ref, cities.get(code, code or ""), reason, sentences[reason], numbers.get(ref, "")]
        if len(rows) < _PAGE:
            return
        last = rows[-1][0]


def _numbers(run: Run, refs: list[str]) -> dict[str, str]:
    """The masked numbers of entries, by which a person at a counter finds the line about them."""
    return {entry.ref: entry.number_masked for entry in bulk_kind_of(run.kind).entries(refs)}


def make(run: Run, *, actor: Actor, at: datetime) -> bytes:
    """The signed report in the language active now: who planned and approved, and what came of it."""
    record(Action.CREDENTIAL_PRINTED, subject=subject(run), actor=actor, at=at, document="run-report")
    context = {
        "run": run,
        "kind_title": kind_of(run.kind).title,
        "progress": progress.of(run, at),
        "reasons": progress.reasons(run),
        "made_at": at,
        "site_name": settings.SITE_NAME,
        "demo": settings.DEMO,
    }
    page = pdf.render("credentials/run_report.html", context, language=get_language() or "zh-hans")
    return certificates.sign(page, at=at)
