"""The holder's share codes: the list, a new one, the code shown once, and stop."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.doors import person_required
from portal.accounts.identity import actor_of
from portal.core.errors import RuleViolation
from portal.core.sealing import seal, unseal
from portal.credentials import share_codes, sharing
from portal.credentials.forms import ShareForm
from portal.credentials.kinds import kind_of
from portal.credentials.models import Credential, Share
from portal.credentials.presenting import code_address
from portal.credentials.share_scopes import SharedKind
from portal.credentials.views.wallet import own_credential
from portal.documents import qr

COOKIE, COOKIE_SECONDS = "share_code", 300


def _shared(request: HttpRequest, credential_id: UUID) -> tuple[Credential, SharedKind]:
    """The actor's own credential of a kind that can be shared; 404 otherwise."""
    credential = own_credential(request, credential_id)
    kind = kind_of(credential.kind)
    if not isinstance(kind, SharedKind):
        raise Http404
    return credential, kind


@person_required
@require_safe
def index(request: HttpRequest, credential_id: UUID) -> HttpResponse:
    """The live share codes of a credential, the ended ones, and who used them."""
    credential, kind = _shared(request, credential_id)
    lines = sharing.listed(credential, timezone.now())
    context = {
        "credential": credential,
        "title": kind.title,
        "live": [line for line in lines if not line.ended],
        "ended": [line for line in lines if line.ended],
        "can_make": sharing.is_shown(credential, timezone.now()),
    }
    return render(request, "credentials/share_list.html", context)


@person_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, credential_id: UUID) -> HttpResponse:
    """What it tells, how long, how often, and for whom; then the code, once."""
    credential, kind = _shared(request, credential_id)
    if not sharing.is_shown(credential, timezone.now()):
        return redirect("credentials:shares", credential.pk)  # the page says why
    form = ShareForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            return _made(request, credential, form)
        except RuleViolation as refusal:
            form.add_error(None, refusal.sentence)
    context = {"credential": credential, "title": kind.title, "form": form, "told": _told(kind)}
    return render(request, "credentials/share_new.html", context, status=422 if form.errors else 200)


def _told(kind: SharedKind) -> dict[str, str]:
    """By scope, the claims it may tell at most, in words."""
    return {
        scope: ", ".join(str(label) for name, label in kind.claim_labels.items() if name in names)
        for scope, names in kind.shared.items()
    }


def _made(request: HttpRequest, credential: Credential, form: ShareForm) -> HttpResponse:
    """To the page that shows the code; until then only the holder's own browser has it, sealed."""
    actor, at = actor_of(request), timezone.now()
    made = sharing.make(credential=credential, actor=actor, at=at, **form.cleaned_data)
    address = reverse("credentials:share", args=[credential.pk, made.share.pk])
    response = redirect(address)
    response.set_cookie(
        COOKIE,
        seal(made.code.encode()).decode(),
        max_age=COOKIE_SECONDS,
        path=address,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
    return response


@person_required
@require_safe
def once(request: HttpRequest, credential_id: UUID, share_id: UUID) -> HttpResponse:
    """The code of a share that was made a moment ago; on any later visit the list."""
    credential, kind = _shared(request, credential_id)
    share = get_object_or_404(Share, pk=share_id, credential=credential)
    code = _code(request, share)
    if code is None:
        messages.info(request, _("A code is shown once only. Make a new one if you did not copy it."))
        return redirect("credentials:shares", credential.pk)
    link = code_address() + code
    context: dict[str, Any] = {
        "credential": credential,
        "title": kind.title,
        "share": share,
        "code": share_codes.written(code),
        "link": link,
        "svg": qr.svg(link),
    }
    response = render(request, "credentials/share_once.html", context)
    response.delete_cookie(COOKIE, path=request.path, samesite="Strict")
    return response


def _code(request: HttpRequest, share: Share) -> str | None:
    """The code in the holder's browser, if it is the one of this share."""
    try:
        code = unseal(request.COOKIES.get(COOKIE, "").encode()).decode()
    except ValueError:
        return None
    return code if share_codes.digest(code) == bytes(share.digest) else None


@person_required
@require_POST
def stop(request: HttpRequest, credential_id: UUID, share_id: UUID) -> HttpResponse:
    """End a share at once."""
    credential, _kind = _shared(request, credential_id)
    share = get_object_or_404(Share, pk=share_id, credential=credential)
    if sharing.stop(share=share, actor=actor_of(request), at=timezone.now()):
        messages.success(request, _("The share code has been stopped: nobody can use it any more."))
    return redirect("credentials:shares", credential.pk)
