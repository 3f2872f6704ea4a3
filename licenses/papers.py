"""Receipts and decisions as signed PDFs, each in both languages; made when asked for and kept nowhere."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from licenses.cards import application_card, explanation_of
from licenses.codes import SeizureReason, StatusLetter
from licenses.facts import LicenseFacts, facts_of
from licenses.models import LicenseApplication, Seizure
from licenses.standing import standing
from licenses.wording import SEIZURES
from portal.core.masking import mask_id_number
from portal.credentials import certificates
from portal.documents import pdf

Status = LicenseApplication.Status
DECIDED = (Status.APPROVED, Status.REFUSED, Status.ENDED)
REVIEW_DAYS = 60  # Administrative Reconsideration Law, article 20


def decision_context(row: LicenseApplication) -> dict[str, Any]:
    """What the page and the paper say about a decision: the same facts, so that they cannot differ."""
    refused = row.status == Status.REFUSED
    explanation = explanation_of(row) if refused else None
    decided_on = timezone.localtime(row.decided_at).date() if row.decided_at else None
    return {
        "refusal": explanation,
        "advice": [explanation.advice] if explanation else [],
        "office": row.license.office,
        "decided_by": row.decided_by.badge_number if row.decided_by else "",
        "decided_on": decided_on,
        "review_until": decided_on + timedelta(days=REVIEW_DAYS) if decided_on and refused else None,
    }


def make_receipt(row: LicenseApplication, *, at: datetime) -> bytes:
    """What was handed in, when, and by when an answer was promised. Raises RuleViolation without a key."""
    return _make("licenses/paper_receipt.html", row, {}, at)


def make_decision(row: LicenseApplication, *, at: datetime) -> bytes:
    """The decision with reason, rule, facts and ways on."""
    return _make("licenses/paper_decision.html", row, decision_context(row), at)


def seizure_context(row: Seizure, facts: LicenseFacts, at: datetime) -> dict[str, Any]:
    """What the page and the paper say about a seizure."""
    _letter, rule = SEIZURES[row.reason]
    now = standing(facts, timezone.localdate(at))
    ended = row.status == Seizure.Status.ENDED
    return {
        "row": row,
        "ended": ended,
        "tone": "neutral" if ended else "abnormal",
        "reason": SeizureReason(row.reason).label,
        "state": StatusLetter(row.letter).label,
        "rule": rule,
        "check": f"ver_{row.verification_id.hex}" if row.verification_id else "",
        "stands_now": now,
        **_about(row.license.person.name, row.license.number),
    }


def make_seizure_receipt(row: Seizure, *, at: datetime) -> bytes:
    """What was held, why and by whom; for the driver. Raises RuleViolation without a key."""
    context = seizure_context(row, facts_of(row.license), at)
    return _sign("licenses/paper_seizure.html", context, at)


def _about(name: str, number: str) -> dict[str, Any]:
    return {
        "name": name,
        "name_lacks": ", ".join(f"U+{ord(lacking):04X}" for lacking in sorted(pdf.missing_characters(name))),
        "number_masked": mask_id_number(number),
    }


def _make(template: str, row: LicenseApplication, more: dict[str, Any], at: datetime) -> bytes:
    about = _about(row.license.person.name, row.license.number)
    return _sign(template, {"application": application_card(row), "row": row, **about, **more}, at)


def _sign(template: str, facts: dict[str, Any], at: datetime) -> bytes:
    context = {
        "made_at": at,
        "site_name": settings.SITE_NAME,
        "demo": settings.DEMO,
        "languages": [code for code, _name in settings.LANGUAGES],
        **facts,
    }
    return certificates.sign(pdf.render(template, context, language=settings.LANGUAGE_CODE), at=at)
