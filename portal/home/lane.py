"""The fast lane: the two answers a nation asks for all day, without the middleware of pages.

A check by a program needs no session, form protection or message; a fresh code needs the session only. Both
stand behind the outermost guard and Django's SecurityMiddleware; whatever is unusual takes the ordinary road.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse  # noqa: TID251 - a middleware
from django.utils import timezone, translation

from portal.credentials.api.hot import create_verification
from portal.credentials.refreshing import refresh

CHECK = "/api/v1/verifications"
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Frame-Options": "DENY",
}


class FastLaneMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._short_road(request)
        if response is None:
            return self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    def _short_road(self, request: HttpRequest) -> HttpResponse | None:
        path = request.path_info
        if path == CHECK and request.method == "POST":
            request.get_host()  # refuses hosts that are not ours
            return _in_their_language(request, create_verification)
        if path.endswith("/code/") and request.method == "GET":
            session_key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
            request.get_host()
            body = refresh(path, session_key, at=timezone.now()) if session_key else None
            return None if body is None else HttpResponse(body, content_type="application/json")
        return None


def _in_their_language(request: HttpRequest, view: Callable[[HttpRequest], HttpResponse]) -> HttpResponse:
    if "HTTP_ACCEPT_LANGUAGE" not in request.META:
        return view(request)
    with translation.override(translation.get_language_from_request(request)):
        return view(request)
