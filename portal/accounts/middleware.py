"""`request.actor`, lazily; the idle end of staff sessions; no cache keeps what a login has seen."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from portal.accounts.identity import actor_of

_SEEN = "staff_seen_at"


class ActorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: actor_of(request))  # type: ignore[attr-defined]
        if "sessionid" in request.COOKIES or settings.SESSION_COOKIE_NAME in request.COOKIES:
            self._end_idle_staff_session(request)
        response = self.get_response(request)
        if SESSION_KEY in request.session:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def _end_idle_staff_session(self, request: HttpRequest) -> None:
        seen = request.session.get(_SEEN)
        if seen is None and not request.user.is_staff:
            return
        now = int(time.time())
        if seen is not None and now - seen > settings.STAFF_IDLE_SECONDS:
            logout(request)
        elif seen is None or now - seen > 60:
            request.session[_SEEN] = now
