"""Outermost: a request id for every answer."""

import re
from collections.abc import Callable

import uuid_utils.compat as uuid_utils
from django.http import HttpRequest, HttpResponse

_GOOD = re.compile(r"^[A-Za-z0-9._-]{8,64}$")


class RequestGuardMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        wished = request.headers.get("X-Request-Id", "")
        request.request_id = wished if _GOOD.match(wished) else uuid_utils.uuid7().hex  # type: ignore[attr-defined]
        response = self.get_response(request)
        response.headers["X-Request-Id"] = request.request_id  # type: ignore[attr-defined]
        return response
