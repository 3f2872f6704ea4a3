"""When something breaks: which page Django shows."""

import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.api.errors import DATABASE_AWAY, RETRY_SECONDS


def server_error(request: HttpRequest) -> HttpResponse:
    """A database that is away is said to be just that (503), everything else is our fault (500).

    Neither page needs a session or the database.
    """
    facts = {"request_id": getattr(request, "request_id", "")}
    if not isinstance(sys.exception(), DATABASE_AWAY):
        return render(None, "500.html", facts, status=500)
    response = render(None, "home/unavailable.html", facts, status=503)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response
