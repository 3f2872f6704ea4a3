"""The look a visitor chooses, the design language, and an error page that Django calls by name."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from portal.ui import design

CHOICES = {"theme": ("auto", "light", "dark"), "view": ("normal", "elder"), "coach": ("seen",)}
YEAR = 365 * 24 * 3600


@require_POST
def choose_display(request: HttpRequest) -> HttpResponse:
    """Keep a choice of how pages look in a cookie and go back to the page it was made on."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        target = "/"
    response = HttpResponseRedirect(target)
    for name, allowed in CHOICES.items():
        value = request.POST.get(name)
        if value in allowed:
            response.set_cookie(
                name, value, max_age=YEAR, samesite="Lax", httponly=True, secure=request.is_secure()
            )
    return response


@require_safe
def design_language(request: HttpRequest) -> HttpResponse:
    """Every component with its states, for whoever builds or translates a page."""
    facts = design.context()
    parts = [{"example": example, "shown": design.shown(example, facts)} for example in design.EXAMPLES]
    return render(request, "ui/design.html", {"parts": parts, "tokens": design.TOKENS})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form came without its protection token: a page that says so, in both languages."""
    return render(request, "403.html", {"csrf": True}, status=403)
