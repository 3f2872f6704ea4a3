"""Hands out private files and finished documents once the caller has decided that this reader may."""

from io import BytesIO
from typing import IO
from urllib.parse import quote

import structlog
from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header

from portal.core.errors import RuleViolation
from portal.documents.models import StoredFile
from portal.documents.storage import CONTENT_TYPES, private_storage

logger = structlog.get_logger(__name__)
_NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_POLICIES = {"application/pdf": _NOTHING}  # browsers do not show a PDF inside a sandbox
_SANDBOX = f"{_NOTHING}; sandbox"


def serve(stored: StoredFile, *, filename: str, inline: bool = True) -> HttpResponseBase:
    """Stream a private file, or let the web server do it where PRIVATE_X_ACCEL_PREFIX is set.

    The caller has checked the right and written the audit row. Raises Http404 when the file is missing.
    """
    prefix = getattr(settings, "PRIVATE_X_ACCEL_PREFIX", "")
    if prefix:
        response = HttpResponse()
        response["X-Accel-Redirect"] = f"{prefix.rstrip('/')}/{quote(stored.name)}"
        return _sealed(response, stored.content_type, filename, inline)
    try:
        file = private_storage().open(stored.name)
    except OSError as error:
        logger.error("file_missing", file=stored.pk)
        raise Http404(RuleViolation("file_missing").sentence) from error
    return _streamed(file, stored.content_type, filename, inline)


def serve_bytes(content: bytes, *, content_type: str, filename: str, inline: bool = True) -> HttpResponseBase:
    """Hand out a document that was made for this answer, such as a signed PDF."""
    return _streamed(BytesIO(content), content_type, filename, inline)


def _streamed(file: IO[bytes], content_type: str, filename: str, inline: bool) -> HttpResponseBase:
    return _sealed(FileResponse(file), content_type, filename, inline)


def _sealed(response: HttpResponseBase, content_type: str, filename: str, inline: bool) -> HttpResponseBase:
    """Nobody keeps it, nobody guesses its type, nothing in it runs."""
    known = content_type in CONTENT_TYPES
    response["Content-Type"] = content_type if known else "application/octet-stream"
    response["Content-Disposition"] = (
        content_disposition_header(not (inline and known), filename) or "attachment"
    )
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = _POLICIES.get(content_type, _SANDBOX)
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
