"""allauth's own pages, behind our count of tries."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.stagekit import unstash_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from portal.accounts.identity import address_of
from portal.accounts.passwords import SECOND_FACTOR, SECOND_FACTOR_ADDRESS
from portal.core.errors import RuleViolation
from portal.core.guessing import forget, network_of, take

View = Callable[..., HttpResponseBase]


def counted(view: View) -> View:
    """Let a password or a second factor be tried a few times only, counted before it is looked at."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        whose = (SECOND_FACTOR, _whose(request))
        try:
            take((SECOND_FACTOR_ADDRESS, network_of(address_of(request))), whose)
        except RuleViolation as refusal:
            return _refused(request, refusal)
        response = view(request, *args, **kwargs)
        if response.status_code == 302:
            forget(whose)
        return response

    return guarded


def _whose(request: HttpRequest) -> str:
    if request.user.is_authenticated:
        return f"user {request.user.pk}"
    login = unstash_login(request, peek=True)
    return f"user {login.user.pk}" if login and login.user else f"session {request.session.session_key}"


def _refused(request: HttpRequest, refusal: RuleViolation) -> HttpResponse:
    seconds = refusal.facts.get("seconds", 60)
    status = 429 if refusal.code == "too_many_tries" else 503
    response = render(request, "429.html", {"retry_after": seconds}, status=status)
    response["Retry-After"] = str(seconds)
    return response


def closed(_request: HttpRequest, **_parts: str) -> HttpResponseBase:
    """Pages that allauth would offer and this portal has no use for: e-mail, password reset, sign-up."""
    raise Http404
