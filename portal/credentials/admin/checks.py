"""The log of checks for auditors: newest first, page by page along the key; no model page, no count."""

from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Organization
from portal.accounts.roles import Duty
from portal.audit.actions import Action
from portal.audit.log import record
from portal.core.admin import acting
from portal.core.subjects import Subject
from portal.credentials.answers import REASONS
from portal.credentials.kinds import in_words, kind_of
from portal.credentials.models import Verification
from portal.ui.forms import DateInput

PAGE = 50
_TONES: dict[str, str] = {"valid": "normal", "abnormal": "notice", "not_valid": "abnormal"}


class ChecksForm(forms.Form):
    day = forms.DateField(label=_("Day"), required=False, widget=DateInput)
    result = forms.ChoiceField(
        label=_("Result"), required=False, choices=[("", _("all")), *Verification.Result.choices]
    )
    organization = forms.ModelChoiceField(
        label=_("Organization"),
        required=False,
        empty_label=_("all"),
        queryset=Organization.objects.order_by("name"),
    )


def checks_pages(site: Any) -> list[URLPattern]:
    """The page, for `backoffice.site.register_pages`."""

    def view(request: HttpRequest) -> HttpResponse:
        return _checks(request, site)

    return [path("checks/", site.admin_view(view), name="checks")]


def _checks(request: HttpRequest, site: Any) -> HttpResponse:
    if not request.user.has_perm(f"duty.{Duty.READ_AUDIT}"):
        raise PermissionDenied
    form = ChecksForm(request.GET)
    form.is_valid()
    rows = list(_rows(form.cleaned_data, request.GET.get("after", ""))[: PAGE + 1])
    wanted: dict[str, Any] = {
        name: str(getattr(value, "pk", value)) for name, value in form.cleaned_data.items() if value
    }
    record(
        Action.REGISTER_SEARCHED,
        subject=Subject("register", "verification"),
        actor=acting(request),
        at=timezone.now(),
        found=len(rows[:PAGE]),
        **wanted,
    )
    more = f"{rows[PAGE - 1].checked_at.isoformat()}_{rows[PAGE - 1].id}" if len(rows) > PAGE else ""
    context = {
        **site.each_context(request),
        "title": _("Log of checks"),
        "form": form,
        "rows": [_shown(row) for row in rows[:PAGE]],
        "more_url": f"?{urlencode({**wanted, 'after': more})}" if more else "",
    }
    return TemplateResponse(request, "admin/checks.html", context)


def _rows(wanted: dict[str, Any], after: str) -> QuerySet[Verification]:
    rows = Verification.objects.order_by("-checked_at", "-id")
    if wanted.get("day"):
        start = _midnight(wanted["day"])
        rows = rows.filter(checked_at__gte=start, checked_at__lt=start + timedelta(days=1))
    if wanted.get("result"):
        rows = rows.filter(result=wanted["result"])
    if wanted.get("organization"):
        rows = rows.filter(organization_id=wanted["organization"].pk)
    position = _position(after)
    if position:
        at, identifier = position
        rows = rows.filter(Q(checked_at__lt=at) | Q(checked_at=at, id__lt=identifier))
    return rows


def _position(after: str) -> tuple[datetime, UUID] | None:
    """Where the page before ended; anything else is the beginning."""
    moment, _underscore, identifier = after.partition("_")
    try:
        at = datetime.fromisoformat(moment)
        return (at, UUID(identifier)) if at.tzinfo else None
    except ValueError:
        return None


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _shown(row: Verification) -> dict[str, Any]:
    return {
        "at": row.checked_at,
        "tone": _TONES.get(row.result, "neutral"),
        "result": row.get_result_display(),
        "reason": REASONS.get(row.reason) or row.reason or _standing(row),
        "purpose": row.get_purpose_display(),
        "channel": row.get_channel_display(),
        "verifier": row.verifier,
        "credential": str(row.credential_id or "–"),
        "test": row.is_test,
    }


def _standing(row: Verification) -> str:
    """What the register said of it that day, in words; nothing when all was well."""
    return in_words(kind_of(row.kind), "status", list(row.codes)) if row.kind else ""
