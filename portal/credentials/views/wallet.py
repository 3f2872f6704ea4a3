"""The holder's pages: a card, its code, its photo, its signed PDF, and who looked."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_safe

from portal.accounts.doors import person_required
from portal.accounts.sessions import mark_of
from portal.audit.actions import Action
from portal.audit.log import record
from portal.core.errors import RuleViolation
from portal.credentials import certificates
from portal.credentials.issuing import subject
from portal.credentials.kinds import CredentialKind, kind_of
from portal.credentials.models import Credential
from portal.credentials.presenting import ShownCode, code_for
from portal.credentials.reading import Found, find
from portal.credentials.refreshing import as_json
from portal.credentials.sharing import can_be_shared
from portal.credentials.wallet import activity_of, card_of
from portal.credentials.watching import news_of
from portal.documents import qr
from portal.documents.models import StoredFile
from portal.documents.serving import serve, serve_bytes

PAGE = 50
QR_VERSION_MAX = 9


def own_credential(request: HttpRequest, credential_id: UUID) -> Credential:
    """The credential, if the actor holds it; 404 otherwise, and the attempt on another's is written down."""
    actor = request.actor  # type: ignore[attr-defined]
    mine = Credential.objects.visible_to(actor).filter(pk=credential_id).first()
    if mine is None:
        other = Credential.objects.filter(pk=credential_id).first()
        if other is not None:
            record(Action.ACCESS_REFUSED, subject=subject(other), actor=actor, path=request.path[:200])
        raise Http404
    return mine


def _read(credential: Credential) -> tuple[CredentialKind, Found]:
    kind = kind_of(credential.kind)
    return kind, find(kind, credential.pk)


@gzip_page
@person_required
@require_safe
def card(request: HttpRequest, credential_id: UUID) -> HttpResponse:
    """One card. The code is drawn by the server; the page's script takes over from there."""
    credential = own_credential(request, credential_id)
    kind, found = _read(credential)
    at = timezone.now()
    view = card_of(credential, found, kind, at=at)
    if view.shows_code:
        shown = code_for(found, credential.pk, kind, at=at)
        view = replace(view, code=_code_block(shown, request))
    shares = reverse("credentials:shares", args=[credential.pk]) if can_be_shared(kind) else ""
    mark = mark_of(request.session.session_key)
    context = {"card": view, "shares_url": shares, "nav": True, "offline_session": mark}
    return render(request, "credentials/wallet_card.html", context)


def _code_block(shown: ShownCode, request: HttpRequest) -> dict[str, Any]:
    return {
        "text": shown.text,
        "short_code": shown.short_code,
        "expires_at": shown.expires_at,
        "svg": qr.svg(shown.text, version_max=QR_VERSION_MAX + 2),
        "url": f"{request.path}code/",
    }


@person_required
@require_GET
def live(request: HttpRequest, credential_id: UUID) -> HttpResponse:
    """Whether the card on the screen is still true, and who has looked since; as JSON."""
    credential = own_credential(request, credential_id)
    kind, found = _read(credential)
    since = _moment(request.GET.get("since", ""))
    return JsonResponse(news_of(credential, found, kind, since=since, at=timezone.now()))


@person_required
@require_GET
def code(request: HttpRequest, credential_id: UUID) -> HttpResponse:
    """A fresh code for the shown card, as JSON; nothing is written."""
    credential = own_credential(request, credential_id)
    kind, found = _read(credential)
    try:
        shown = code_for(found, credential.pk, kind, at=timezone.now())
    except RuleViolation as refusal:
        return JsonResponse({"error": refusal.code, "sentence": refusal.sentence}, status=410)
    return HttpResponse(as_json(shown), content_type="application/json")


@person_required
@require_safe
def photo(request: HttpRequest, credential_id: UUID) -> HttpResponseBase:
    """The holder's photo on the holder's card."""
    credential = own_credential(request, credential_id)
    kind, found = _read(credential)
    face = kind.card(found.entry, timezone.localdate()) if found.entry else None
    stored = StoredFile.objects.filter(pk=face.photo_id).first() if face and face.photo_id else None
    if stored is None:
        raise Http404
    return serve(stored, filename="photo.jpg")


@person_required
@require_safe
def certificate(request: HttpRequest, credential_id: UUID) -> HttpResponseBase:
    """The signed PDF, made when it is asked for."""
    credential = own_credential(request, credential_id)
    kind, found = _read(credential)
    at = timezone.now()
    view = card_of(credential, found, kind, at=at)
    if not view.pdf_url:
        raise Http404
    content = certificates.make(credential, view, kind, found, at=at)
    actor = request.actor  # type: ignore[attr-defined]
    record(
        Action.CREDENTIAL_PRINTED,
        subject=subject(credential),
        actor=actor,
        person_id=credential.holder_id,
        at=at,
    )
    return serve_bytes(content, content_type="application/pdf", filename=f"{kind.slug}.pdf", inline=False)


@person_required
@require_safe
def activity(request: HttpRequest) -> HttpResponse:
    """Who checked my credentials."""
    before = _moment(request.GET.get("before", ""))
    actor = request.actor  # type: ignore[attr-defined]
    looks = activity_of(actor=actor, before=before, limit=PAGE + 1)
    more = looks[PAGE - 1].at.isoformat() if len(looks) > PAGE else ""
    context = {"looks": looks[:PAGE], "more": more, "before": before, "nav": True}
    return render(request, "credentials/activity.html", context)


def _moment(text: str) -> datetime | None:
    try:
        at = parse_datetime(text.replace(" ", "+"))
    except ValueError:
        return None
    return at if at is not None and timezone.is_aware(at) else None
