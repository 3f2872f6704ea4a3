"""The notices of a person, and what the person wants to get how."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.doors import person_required
from portal.accounts.identity import actor_of
from portal.core.errors import RuleViolation
from portal.notices import choosing, reading
from portal.notices.forms import ChoicesForm, initial_of

PAGE = 30
page = require_http_methods(["GET", "HEAD", "POST"])


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else None


@person_required
@page
def inbox(request: HttpRequest) -> HttpResponse:
    """Newest first; new ones are marked until they are opened or all are marked as read."""
    person_id = actor_of(request).person_id or 0
    if request.method == "POST":
        up_to = _number(request.POST.get("up_to", "")) or 0
        reading.read_all(person_id=person_id, up_to=up_to, at=timezone.now())
        return redirect("notices:inbox")
    before = _number(request.GET.get("before", ""))
    shown = reading.latest(person_id, before=before, limit=PAGE + 1)
    context = {
        "notices": shown[:PAGE],
        "newest": shown[0].id if shown else 0,
        "some_new": any(notice.is_new for notice in shown),
        "more": shown[PAGE - 1].id if len(shown) > PAGE else None,
        "later": before is not None,
    }
    return render(request, "notices/inbox.html", context)


@person_required
@require_POST
def open_notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Mark one as read and go where it leads; somebody else's does not exist."""
    person_id = actor_of(request).person_id or 0
    link = reading.read_one(person_id=person_id, notice_id=notice_id, at=timezone.now())
    if link is None:
        raise Http404
    return redirect(link if link.startswith("/") and not link.startswith("//") else "notices:inbox")


@person_required
@page
def choices(request: HttpRequest) -> HttpResponse:
    """By topic: text message, e-mail; and in which language."""
    current = choosing.choices_of(actor_of(request).person_id or 0)
    form = ChoicesForm(request.POST if request.method == "POST" else None, initial=initial_of(current))
    if request.method == "POST" and form.is_valid():
        try:
            return _keep(request, form.on(), form.cleaned_data)
        except RuleViolation as no:
            form.add_error("email", no.sentence)
    context = {"form": form, "choices": current}
    return render(request, "notices/choices.html", context, status=422 if form.errors else 200)


def _keep(request: HttpRequest, on: Any, given: dict[str, Any]) -> HttpResponse:
    row = choosing.choose(
        on=on, language=given["language"], email=given["email"], actor=actor_of(request), at=timezone.now()
    )
    messages.success(request, _("Your choice is saved."))
    if row.email and row.email_confirmed_at is None:
        messages.info(request, _("Open the link we have sent to your e-mail address within two days."))
    return redirect("notices:choices")


@page
@never_cache
def confirm_email(request: HttpRequest, token: str) -> HttpResponse:
    """From the link in an e-mail; a button confirms, for programs open links too. Needs no login."""
    if request.method != "POST":
        return render(request, "notices/confirm_email.html", {"token": token})
    try:
        choosing.confirm_email(token=token, actor=actor_of(request), at=timezone.now())
    except RuleViolation as no:
        return render(request, "notices/confirm_email.html", {"refusal": no.sentence}, status=410)
    return render(request, "notices/confirm_email.html", {"done": True})
