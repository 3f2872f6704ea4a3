"""Every error of the API as `application/problem+json` (RFC 9457); usable with and without the framework."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpResponse
from rest_framework import exceptions

from portal.api.problems import PROBLEMS, problem_for
from portal.core.errors import RuleViolation

CONTENT_TYPE = "application/problem+json"
DATABASE_AWAY = (OperationalError, InterfaceError)
RETRY_SECONDS = 5


class ProblemError(Exception):
    """Stop the request with this problem. `errors` are what `place()` makes."""

    def __init__(
        self,
        slug: str,
        detail: Any = "",
        *,
        errors: Iterable[Mapping[str, Any]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(slug)
        self.slug, self.detail = slug, detail
        self.errors, self.headers = tuple(errors), dict(headers or {})

    def response(self, request_id: str) -> HttpResponse:
        return problem(
            self.slug, self.detail, request_id=request_id, errors=self.errors, headers=self.headers
        )


def place(pointer: str, detail: Any, code: str = "") -> dict[str, Any]:
    """One invalid value: where it stands in the body (JSON pointer such as `#/purpose`) and what is wrong."""
    return {"pointer": pointer, "detail": detail} | ({"code": code} if code else {})


def problem(
    slug: str,
    detail: Any = "",
    *,
    request_id: str = "",
    errors: Iterable[Mapping[str, Any]] = (),
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """The answer for a problem of the closed list; status and title come from the list."""
    known = PROBLEMS[slug]
    body: dict[str, Any] = {
        "type": f"{settings.BASE_URL.rstrip('/')}/developers/errors/{slug}/",
        "title": str(known.title),
        "status": known.status,
        "detail": str(detail or known.cause),
        "request_id": request_id,
    }
    listed = [{name: str(value) for name, value in error.items()} for error in errors]
    if listed:
        body["errors"] = listed
    response = HttpResponse(
        json.dumps(body, ensure_ascii=False).encode("utf-8", "replace"),
        content_type=CONTENT_TYPE,
        status=known.status,
    )
    for name, value in (_standard_headers(known.status) | dict(headers or {})).items():
        response.headers[name] = value
    return response


def _standard_headers(status: int) -> dict[str, str]:
    headers = {"Cache-Control": "no-store"}
    if status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="api"'
    if status == 503:
        headers["Retry-After"] = str(RETRY_SECONDS)
    return headers


def problem_of(exception: BaseException) -> ProblemError | None:
    """What an exception means to a client; None for a fault of ours."""
    if isinstance(exception, ProblemError):
        return exception
    if isinstance(exception, RuleViolation):
        return ProblemError(
            "conflict", exception.sentence, errors=[place("#", exception.sentence, exception.code)]
        )
    if isinstance(exception, DATABASE_AWAY):
        return ProblemError("unavailable")
    if isinstance(exception, exceptions.ValidationError):
        return ProblemError("invalid", errors=_flat(exception.get_full_details(), "#"))
    if isinstance(exception, exceptions.APIException):
        return _of_framework(exception)
    for kind, slug in (
        (RequestDataTooBig, "too-large"),
        (SuspiciousOperation, "bad-request"),
        (Http404, "not-found"),
        (PermissionDenied, "out-of-scope"),
    ):
        if isinstance(exception, kind):
            return ProblemError(slug)
    return None


def _of_framework(exception: exceptions.APIException) -> ProblemError:
    headers = {}
    wait = getattr(exception, "wait", None)  # of Throttled
    if wait:
        headers["Retry-After"] = str(int(wait) or 1)
    slug = (
        "not-json"
        if isinstance(exception, exceptions.ParseError)
        else problem_for(exception.status_code).slug
    )
    return ProblemError(slug, headers=headers)


def _flat(details: Any, pointer: str) -> list[dict[str, Any]]:
    """The framework's nested messages as one list with pointers."""
    if isinstance(details, Mapping) and set(details) == {"message", "code"}:
        return [place(pointer, details["message"], str(details["code"]))]
    if isinstance(details, Mapping):
        parts = [
            (pointer if name == "non_field_errors" else f"{pointer}/{_escaped(str(name))}", value)
            for name, value in details.items()
        ]
    else:
        messages = all(isinstance(value, Mapping) and "message" in value for value in details)
        parts = [(pointer if messages else f"{pointer}/{at}", value) for at, value in enumerate(details)]
    return [error for where, value in parts for error in _flat(value, where)]


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def problem_handler(exception: Exception, context: Mapping[str, Any]) -> HttpResponse | None:
    """REST framework's exception handler; None lets a fault of ours rise to the outermost guard."""
    known = problem_of(exception)
    if known is None:
        return None
    view, request = context["view"], context["request"]
    response = known.response(getattr(request, "request_id", ""))
    if response.status_code == 405:
        response.headers["Allow"] = ", ".join(view.allowed_methods)
    return response
