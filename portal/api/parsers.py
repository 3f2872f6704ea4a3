"""Read a JSON object from a request that may hold anything."""

import json
import re
import time
from collections.abc import Mapping
from itertools import accumulate
from typing import Any

from django.conf import settings
from django.http import HttpRequest, UnreadablePostError
from django.utils.translation import gettext as _
from rest_framework.parsers import BaseParser

from portal.api.errors import ProblemError

DEEPEST = 32
_PIECE = 64 * 1024
_LONE_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def read_object(request: HttpRequest, *, limit: int | None = None) -> dict[str, Any]:
    """The JSON object in the body of a request; raises ProblemError (400, 413, 415)."""
    require_json(request.META.get("CONTENT_TYPE", ""))
    return parse_object(read_body(request, limit or settings.API_BODY_MAX_BYTES))


def require_json(content_type: str) -> None:
    """Let `application/json` and `application/…+json` in UTF-8 pass; raises ProblemError 415."""
    kind, *parameters = (part.strip().lower() for part in content_type.split(";"))
    named = dict(part.partition("=")[::2] for part in parameters)
    charset = named.get("charset", "utf-8").strip('" ')
    is_json = kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))
    if not is_json or charset not in ("utf-8", "utf8"):
        raise ProblemError("unsupported-media-type")


def read_body(request: HttpRequest, limit: int) -> bytes:
    """At most `limit` bytes, also when the client does not announce a length; raises ProblemError 413.

    What a client goes on sending beyond the limit is read off by the outermost middleware.
    """
    announced = str(request.META.get("CONTENT_LENGTH") or "")
    if announced.isdecimal() and (len(announced) > 15 or int(announced) > limit):
        raise ProblemError("too-large")
    try:
        if not announced and request.META.get("wsgi.input_terminated"):  # Transfer-Encoding: chunked
            body = request.META["wsgi.input"].read(limit + 1)
        else:
            body = request.read(limit + 1)
    except (UnreadablePostError, OSError):
        raise ProblemError("bad-request", _("The body did not arrive whole.")) from None
    if len(body) > limit:
        raise ProblemError("too-large")
    return body


def parse_object(body: bytes) -> dict[str, Any]:
    """A JSON object with unique names, at most 32 levels deep; raises ProblemError("not-json").

    A lone surrogate, which is no character, becomes U+FFFD, so that every text can be stored.
    """
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise ProblemError("not-json", _("The body is not valid UTF-8.")) from None
    if body.count(b"{") + body.count(b"[") > DEEPEST and _depth(body) > DEEPEST:
        raise ProblemError("not-json", _("The body is nested too deep."))
    try:
        value = json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise ProblemError("not-json", _("The body is not valid JSON.")) from None
    if not isinstance(value, dict):
        raise ProblemError("not-json", _("The body is JSON, but not an object."))
    return _mended(value) if _LONE_SURROGATE.search(text) else value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ProblemError("not-json", _("A name occurs twice in an object."))
    return members


def _refuse_constant(name: str) -> Any:
    raise ValueError(name)


# possessive, the closing quote optional: a text is read once, whatever it holds
_TEXTS = re.compile(rb'"(?:[^"\\]|\\.)*+"?', re.S)
_MARKS = bytes.maketrans(b"[{]}", b"\x01\x01\x00\x00")
_NO_BRACKETS = bytes(set(range(256)) - set(b"[{]}"))


def _depth(body: bytes) -> int:
    """How deep the brackets outside of texts are nested; no loop in Python, so 64 KiB take a few ms."""
    marks = _TEXTS.sub(b"", body).translate(_MARKS, _NO_BRACKETS)
    return max(accumulate(map((-1, 1).__getitem__, marks)), default=0)


def _mended(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {_mended(name): _mended(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_mended(member) for member in value]
    return value


def drain(request: HttpRequest, *, most: int, seconds: float) -> None:
    """Read off a body that nobody wanted, so that the client can hear the answer instead of a reset."""
    end = time.monotonic() + seconds
    left = most
    try:
        while left > 0 and time.monotonic() < end:
            piece = request.read(_PIECE)
            if not piece:
                return
            left -= len(piece)
    except (UnreadablePostError, OSError, ValueError):
        return


class StrictJSONParser(BaseParser):
    """The framework's door to the same reader."""

    media_type = "application/json"

    def parse(
        self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        require_json(media_type or "")
        return parse_object(read_body(stream, settings.API_BODY_MAX_BYTES))
