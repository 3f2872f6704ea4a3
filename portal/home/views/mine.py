"""What is mine: the cards in my wallet, my applications, my login."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from licenses.cards import applications_of, offers_of
from portal.accounts.doors import person_required
from portal.accounts.identity import actor_of
from portal.accounts.sessions import mark_of
from portal.audit.timeline import seen_by
from portal.core.masking import mask_id_number, mask_phone
from portal.credentials.wallet import cards_of
from vehicles.cards import offers_of as vehicle_offers_of
from vehicles.lending.cards import offers_of as use_offers_of

PAGE = 50


@require_safe
@login_required
@never_cache
def wallet(request: HttpRequest) -> HttpResponse:
    """All my credentials, and what I can apply for."""
    at, actor = timezone.now(), actor_of(request)
    cards = cards_of(actor=actor, at=at)
    # where there is nothing to apply for, nothing is asked
    licensed = any(card.kind == "driver-license" and card.tone in ("normal", "notice") for card in cards)
    carded = [int(card.subject) for card in cards if card.kind == "vehicle-license" and card.shows_code]
    license_offers = [] if licensed else offers_of(actor, at)
    context = {
        "bound": actor.person_id is not None,
        "cards": cards,
        "offers": [*use_offers_of(actor, at), *license_offers, *vehicle_offers_of(actor, at, carded)],
        "offline_session": mark_of(request.session.session_key),
    }
    return render(request, "home/wallet.html", context)


@require_safe
@login_required
@never_cache
def progress(request: HttpRequest) -> HttpResponse:
    """All my applications, newest first."""
    return render(request, "home/progress.html", {"applications": applications_of(actor_of(request))})


@require_safe
@login_required
@never_cache
def me(request: HttpRequest) -> HttpResponse:
    """My login, the person it belongs to, its devices, and how pages look."""
    user: Any = request.user
    context = {
        "username": user.username or "",
        "phone": mask_phone(user.phone) if user.phone else "",
        "name": user.person.name if user.person else "",
        "id_number": mask_id_number(user.person.id_number) if user.person else "",
    }
    return render(request, "home/me.html", context)


@person_required
@require_safe
def history(request: HttpRequest) -> HttpResponse:
    """What was done with my data, by me, by officers and by the portal; newest first."""
    actor = actor_of(request)
    before = request.GET.get("before", "")
    earlier = int(before) if before.isascii() and before.isdecimal() and len(before) < 18 else None
    entries = seen_by(actor.person_id or 0, user_id=actor.user_id, before=earlier, limit=PAGE + 1)
    more = entries[PAGE - 1].id if len(entries) > PAGE else None
    return render(request, "home/history.html", {"entries": entries[:PAGE], "more": more, "later": earlier})
