"""Help, the statement on accessibility, and the page that a phone keeps for when there is no network."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from licenses.credential import PAPER_NEEDED
from portal.home import help

LONGEST_CODE = 12


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What citizens ask."""
    return render(request, "home/help.html", {"topics": help.TOPICS})


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """One question and its answer; the one about names also finds a character by its code point."""
    if slug not in help.BY_SLUG:
        raise Http404
    code = request.GET.get("code", "")[:LONGEST_CODE]
    context = {
        "topic": help.BY_SLUG[slug],
        "others": [other for other in help.TOPICS if other.slug != slug],
        "code": code,
        "character": help.character_of(code),
        "rare": help.RARE,
        "paper_needed": PAPER_NEEDED,
    }
    return render(request, f"home/help/{slug}.html", context)


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What was done so that everybody can use the portal, and what is missing."""
    return render(request, "home/accessibility.html")


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """Shown when there is no network; says nothing about anybody, so a phone may keep it."""
    return render(None, "errors/offline.html")
