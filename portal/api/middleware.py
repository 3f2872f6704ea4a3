"""Outermost: a request id for every answer, and no error of the API in another shape than problem+json."""

import re
from collections.abc import Callable

import uuid_utils.compat as uuid_utils
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from portal.api.errors import CONTENT_TYPE, problem
from portal.api.parsers import drain
from portal.api.problems import problem_for

API_PATH = "/api/"
_GOOD = re.compile(r"^[A-Za-z0-9._-]{8,64}\Z")
_BIG_BODY = 64 * 1024
_BIGGEST_FORM, _BIGGEST_UPLOAD = 512 * 1024, 16 * 1024 * 1024
_FEEDS_PATH = "/admin/feeds/"  # register feeds are of any size, and only a login may send one
_DRAINED_BYTES = 16 * 1024 * 1024
_DRAINED_SECONDS = 2.0


class RequestGuardMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        wished = request.META.get("HTTP_X_REQUEST_ID", "")
        request.request_id = wished if _GOOD.match(wished) else uuid_utils.uuid7().hex  # type: ignore[attr-defined]
        request.META["HTTP_X_REQUEST_ID"] = request.request_id  # type: ignore[attr-defined]  # for the log
        response = _refused(request) if _is_too_big(request) else self.get_response(request)
        if response.status_code >= 400 and request.path_info.startswith(API_PATH):
            response = _as_problem(request, response)
        if response.status_code >= 400 and _is_big(request):
            drain(request, most=_DRAINED_BYTES, seconds=_DRAINED_SECONDS)
        response.headers["X-Request-Id"] = request.request_id  # type: ignore[attr-defined]
        return response


def _as_problem(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """What a page, the framework or a middleware said, said again as a problem."""
    if response.headers.get("Content-Type", "").startswith(CONTENT_TYPE):
        return response
    kept = {name: response.headers[name] for name in ("Allow", "Retry-After") if name in response.headers}
    with translation.override(translation.get_language_from_request(request)):  # further in, it was left
        return problem(
            problem_for(response.status_code).slug,
            request_id=request.request_id,  # type: ignore[attr-defined]
            headers=kept,
        )


def _is_big(request: HttpRequest) -> bool:
    return _announced(request) > _BIG_BODY


def _is_too_big(request: HttpRequest) -> bool:
    """Whether a page would keep more in memory or on disk than any form needs, before it knows who asks."""
    if request.path_info.startswith(API_PATH):
        return False  # its endpoints have limits of their own
    if request.path_info.startswith(_FEEDS_PATH) and settings.SESSION_COOKIE_NAME in request.COOKIES:
        return False
    has_files = request.META.get("CONTENT_TYPE", "").startswith("multipart/form-data")
    return _announced(request) > (_BIGGEST_UPLOAD if has_files else _BIGGEST_FORM)


def _refused(request: HttpRequest) -> HttpResponse:
    with translation.override(translation.get_language_from_request(request)):
        title = str(problem_for(413).title)
    return HttpResponse(title, status=413, content_type="text/plain; charset=utf-8")


def _announced(request: HttpRequest) -> int:
    announced = str(request.META.get("CONTENT_LENGTH") or "")
    return int(announced) if announced.isdecimal() and len(announced) < 16 else 0
