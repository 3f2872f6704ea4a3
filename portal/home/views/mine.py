"""What is mine: the cards in my wallet, my applications, my login."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from licenses.cards import applications_of, offers_of
from portal.accounts.identity import actor_of
from portal.core.masking import mask_id_number, mask_phone
from portal.credentials.wallet import cards_of


@require_safe
@login_required
@never_cache
def wallet(request: HttpRequest) -> HttpResponse:
    """All my credentials, and what I can apply for."""
    at, actor = timezone.now(), actor_of(request)
    context = {
        "bound": actor.person_id is not None,
        "cards": cards_of(actor=actor, at=at),
        "offers": offers_of(actor, at),
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
