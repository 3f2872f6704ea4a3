"""What an officer reads after a check: the answer in words, and what to do when it is not good."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal.credentials import answers
from portal.credentials.answers import Sheet, as_sheet, rfc3339, use_rows
from portal.credentials.late_scans import Late, first_check
from portal.credentials.models import Verification
from portal.credentials.officer_steps import steps_for
from portal.credentials.officer_ways import ways_for
from portal.credentials.verifying import Verdict

NOTICE_TITLE = _("Valid, with a note")
LATE_TITLES = {
    "notice": _("Genuine, but sent too late"),
    "abnormal": answers.TITLES["abnormal"],
    "void": answers.TITLES["not_valid"],
}
AGAIN = {
    "you": _("You have checked this very code %(ago)s, at %(time)s. Ask the holder to show a fresh one."),
    "police": _(
        "This code was already used elsewhere %(ago)s, at %(time)s, by another officer. "
        "Ask the holder to show a fresh one."
    ),
    "company": _(
        "This code was already used elsewhere %(ago)s, at %(time)s, by a company. "
        "Ask the holder to show a fresh one."
    ),
    "elsewhere": _(
        "This code was already used elsewhere %(ago)s, at %(time)s. Ask the holder to show a fresh one."
    ),
}
LATE = _(
    "The signature is ours, but the code had expired when your scan arrived, so nobody can say when it was "
    "scanned. The register says now: %(label)s."
)
TOO_LATE = _(
    "A short code can be looked up for ten minutes only, and this scan arrived later. It proves nothing."
)


def of(verdict: Verdict, *, user_id: int | None, too_late: bool = False) -> dict[str, Any]:
    """The sheet of an ordinary check; `too_late` for a short code that was sent after it was forgotten."""
    labels = verdict.kind.claim_labels if verdict.kind else {}
    photo_url = f"/scan/photo/{verdict.id}/" if verdict.entry and not verdict.from_afar else None
    sheet = as_sheet(verdict, labels=labels, photo_url=photo_url)
    words = {"title": sheet.title, "sentence": sheet.sentence}
    if sheet.tone == "notice":
        words["title"] = str(NOTICE_TITLE)
    if verdict.reason == "already_used" and verdict.first_used_at:
        words["sentence"] = _used_before(verdict, verdict.first_used_at, user_id)
    if too_late:
        words["sentence"] = str(TOO_LATE)
    return asdict(sheet) | words | {"steps": steps_for(verdict), "ways": ways_for(verdict)}


def _used_before(verdict: Verdict, first_used_at: datetime, user_id: int | None) -> str:
    first = first_check(verdict)
    where = "elsewhere"
    if first is not None and first.channel == Verification.Channel.OFFICER:
        where = "you" if first.user_id == user_id else "police"
    elif first is not None and first.organization_id:
        where = "company"
    facts = {"ago": ago(verdict.checked_at - first_used_at), "time": clock(first_used_at)}
    return str(AGAIN[where] % facts)


def of_late(late: Late, verdict: Verdict) -> dict[str, Any]:
    """The sheet of a genuine code that came too late: never green; of the person only what is masked."""
    tone = late.status.tone if late.status.tone in ("abnormal", "void") else "notice"
    rows = [
        {"label": str(_("Document")), "value": str(late.kind.title)},
        {"label": str(_("Status now")), "value": str(late.status.label)},
        *use_rows(late.use, in_full=False),
        {"label": str(_("Number")), "value": late.number},
        {"label": str(_("Code shown from")), "value": clock(late.shown_at)},
        {"label": str(_("Code expired at")), "value": clock(late.expired_at)},
    ]
    if late.seen_before:
        rows.append({"label": str(_("Same code sent before at")), "value": clock(late.seen_before)})
    sheet = Sheet(
        tone=tone,
        title=str(LATE_TITLES[tone]),
        sentence=str(LATE % {"label": late.status.label}),
        rows=[row for row in rows if row["value"]],
        photo_url=None,
        checked_at=rfc3339(verdict.checked_at),
        reference=verdict.reference,
    )
    return asdict(sheet) | {"steps": steps_for(verdict, late=late)}


def clock(at: datetime) -> str:
    """Local time of day; with the day when it is not today's."""
    local = timezone.localtime(at)
    same_day = local.date() == timezone.localdate()
    return f"{local:%H:%M:%S}" if same_day else f"{local:%Y-%m-%d %H:%M:%S}"


def ago(span: timedelta) -> str:
    """“40 seconds ago”: in the largest unit that is not zero."""
    seconds = max(0, round(span.total_seconds()))
    if seconds < 60:
        return ngettext("%(n)d second ago", "%(n)d seconds ago", seconds) % {"n": seconds}
    if seconds < 3600:
        return ngettext("%(n)d minute ago", "%(n)d minutes ago", seconds // 60) % {"n": seconds // 60}
    return ngettext("%(n)d hour ago", "%(n)d hours ago", seconds // 3600) % {"n": seconds // 3600}
