"""When something breaks: which page Django shows."""

import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.api.errors import DATABASE_AWAY, RETRY_SECONDS
from portal.ui import views as frame


def server_error(request: HttpRequest) -> HttpResponse:
    """A database that is away is said to be just that (503), everything else is our fault (500)."""
    if isinstance(sys.exception(), DATABASE_AWAY):
        request_id = getattr(request, "request_id", "")
        response = render(None, "home/unavailable.html", {"request_id": request_id}, status=503)
        response.headers["Retry-After"] = str(RETRY_SECONDS)
        return response
    return frame.server_error(request)
