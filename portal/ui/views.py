"""Error pages that Django calls by name."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form came without its protection token: a page that says so, in both languages."""
    return render(request, "403.html", {"csrf": True}, status=403)
