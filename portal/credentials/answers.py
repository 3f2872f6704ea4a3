"""What a check says: as JSON for programs, as a sheet of words for people."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.masking import mask_name
from portal.credentials import keys
from portal.credentials.delegates import Delegation
from portal.credentials.kinds import in_words
from portal.credentials.verifying import Verdict

TITLES = {"valid": _("Valid"), "abnormal": _("Do not rely on it"), "not_valid": _("Not valid")}
REASONS = {
    "malformed": _("This is not a code of this portal."),
    "bad_signature": _("The signature is not ours: the code is forged or damaged."),
    "unknown_key": _("The code was signed with a key that is not in force."),
    "expired": _("The code is too old. Ask the holder to show a fresh one; a screenshot is worth nothing."),
    "already_used": _("This code has been checked before. Ask the holder to show a fresh one."),
    "revoked": _("The credential is no longer in force."),
    "superseded": _("A newer credential has taken its place. Ask the holder to show that one."),
    "grant_ended": _("The permission to show this credential has ended."),
    "unknown": _("No credential belongs to this code."),
}
VALID_SENTENCE = _("Genuine and current. %(compare)s")
VALID_WITHOUT_DATA = _("Genuine and current.")  # nothing is shown that could be compared


def rfc3339(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def as_json(verdict: Verdict, *, organization_id: int | None, is_test: bool = False) -> dict[str, Any]:
    """The answer of the API, with its receipt: a JWS over this very answer and who asked."""
    answer: dict[str, Any] = {
        "id": verdict.reference,
        "checked_at": rfc3339(verdict.checked_at),
        "result": verdict.result,
        "reason": verdict.reason or None,
        "credential": _credential(verdict),
        "claims": verdict.claims if verdict.entry else None,
        "presented_by": _presenter(verdict),
    }
    if verdict.first_used_at:
        answer["first_used_at"] = rfc3339(verdict.first_used_at)
    statement = {**answer, "organization": organization_id} | ({"test": True} if is_test else {})
    if verdict.receipt_kid:
        answer["receipt"] = keys.sign_jws_with(verdict.receipt_kid, statement, typ="verification-receipt+jwt")
    else:
        answer["receipt"] = keys.sign_jws("receipt", statement, typ="verification-receipt+jwt")
    return answer


def _presenter(verdict: Verdict) -> dict[str, str] | None:
    if verdict.entry is None:
        return None
    use = verdict.entry.delegation
    if use is None:
        return {"role": "holder"}
    return {
        "role": "delegate",
        "name": mask_name(use.name),
        "purpose": use.code,
        "until": use.until.isoformat(),
    }


def _credential(verdict: Verdict) -> dict[str, Any] | None:
    status = verdict.status
    if verdict.kind is None or status is None or verdict.issued_at is None:
        return None
    return {
        "kind": verdict.kind.slug,
        "number": verdict.number,
        "issued_at": rfc3339(verdict.issued_at),
        "valid_until": status.valid_until.isoformat() if status.valid_until else None,
        "status": {"tone": status.tone, "codes": list(status.codes), "label": str(status.label)},
    }


@dataclass(frozen=True, slots=True, repr=False)
class Sheet:
    """The full-screen answer: tone, title, sentence and rows of label, value and language."""

    tone: str
    title: str
    sentence: str
    rows: list[dict[str, str]]
    photo_url: str | None
    checked_at: str
    reference: str


def as_sheet(verdict: Verdict, *, labels: Mapping[str, Any], photo_url: str | None = None) -> Sheet:
    """The answer in words; `labels` name the claims of the kind."""
    status = verdict.status
    if verdict.result == "not_valid" or status is None:
        tone, sentence = "void", str(REASONS[verdict.reason])
    elif verdict.result == "abnormal":
        tone, sentence = (
            "abnormal",
            str(_("%(label)s: %(text)s") % {"label": status.label, "text": status.reason})
            if status.reason
            else str(status.label),
        )
    else:
        tone = status.tone
        sentence = str(status.reason) if tone == "notice" and status.reason else _good(verdict)
    return Sheet(
        tone=tone,
        title=str(TITLES[verdict.result]),
        sentence=sentence,
        rows=_rows(verdict, labels),
        photo_url=photo_url,
        checked_at=rfc3339(verdict.checked_at),
        reference=verdict.reference,
    )


def _good(verdict: Verdict) -> str:
    if verdict.kind is None or not verdict.claims:
        return str(VALID_WITHOUT_DATA)
    return str(VALID_SENTENCE % {"compare": verdict.kind.compare})


def _rows(verdict: Verdict, labels: Mapping[str, Any]) -> list[dict[str, str]]:
    rows = []
    if verdict.first_used_at:
        moment = f"{timezone.localtime(verdict.first_used_at):%Y-%m-%d %H:%M:%S}"
        rows.append({"label": str(_("Checked first at")), "value": moment})
    if verdict.kind is not None and verdict.status is not None:
        rows.append({"label": str(_("Document")), "value": str(verdict.kind.title)})
        rows.append({"label": str(_("Status")), "value": str(verdict.status.label)})
        use = verdict.entry.delegation if verdict.entry else None
        rows += use_rows(use, in_full=bool(verdict.claims))
        if not verdict.claims:
            rows.append({"label": str(_("Number")), "value": verdict.number})
    for name, value in verdict.claims.items():
        text = in_words(verdict.kind, name, value)
        if text and not _said_above(verdict, name, text):
            rows.append({"label": str(labels.get(name, name)), "value": text, "lang": "zh-Hans"})
    return rows


def _said_above(verdict: Verdict, name: str, text: str) -> bool:
    """Whether the letters say no more than the row of the status."""
    return name == "status" and verdict.status is not None and text in str(verdict.status.label)


def use_rows(use: Delegation | None, *, in_full: bool) -> list[dict[str, str]]:
    """Who shows somebody else's credential and for what; the name in full only to those who learn claims."""
    if use is None:
        return []
    name = use.name if in_full else mask_name(use.name)
    return [
        {"label": str(_("Shown with authorization by")), "value": name, "lang": "zh-Hans"},
        {"label": str(_("Authorized for")), "value": str(use.purpose)},
        {"label": str(_("Authorized until")), "value": use.until.isoformat()},
    ]
