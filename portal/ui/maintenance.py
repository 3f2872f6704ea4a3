"""While the file of maintenance lies there, every page answers 503 and says until when."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse  # noqa: TID251 - a middleware
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.dateparse import parse_datetime

USUAL_SECONDS = 300
STILL_ANSWERED = ("/healthz", "/readyz", settings.STATIC_URL)


class MaintenanceMiddleware:
    """`touch $PORTAL_VAR/maintenance` closes the portal, also for the API; removing the file opens it.

    A time in the file (`2026-11-23T02:00`, local or with an offset) is shown and becomes `Retry-After`.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.file = Path(settings.PORTAL_VAR) / "maintenance"

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not self.file.exists() or request.path_info.startswith(STILL_ANSWERED):
            return self.get_response(request)
        until = announced(self.file)
        facts = {
            "until": timezone.localtime(until) if until else None,
            "path": request.get_full_path() if request.method == "GET" else "/",
            "request_id": getattr(request, "request_id", ""),
        }
        response = HttpResponse(render_to_string("errors/maintenance.html", facts), status=503)
        wait = (until - timezone.now()).total_seconds() if until else USUAL_SECONDS
        response.headers["Retry-After"] = str(max(1, round(wait)))
        response.headers["Cache-Control"] = "no-store"
        return response


def announced(file: Path) -> datetime | None:
    """The time that stands in the file, if one does and it is still to come."""
    try:
        until = parse_datetime(file.read_text("utf-8").strip())
    except (OSError, ValueError):
        return None
    if until is None:
        return None
    until = until if timezone.is_aware(until) else timezone.make_aware(until)
    return until if until > timezone.now() else None
