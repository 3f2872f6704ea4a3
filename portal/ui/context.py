"""What every page's frame needs: name, look, tabs, and whether this is a demonstration."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest  # noqa: TID251 - a context processor receives the request
from django.utils.translation import gettext_lazy as _

THEMES = ("light", "dark")
TABS = (
    ("/wallet/", "wallet", _("Wallet")),
    ("/licenses/apply/", "clipboard-list", _("Services")),
    ("/progress/", "list-checks", _("Progress")),
    ("/me/", "user", _("Me")),
)
HELP_LINKS = (  # the same order on every page
    ("/help/", _("Help")),
    ("/verify/", _("Check a license")),
    ("/rollout/", _("Cities")),
    ("/developers/", _("For developers")),
    ("/accessibility/", _("Accessibility")),
)


def page_frame(request: HttpRequest) -> dict[str, Any]:
    """Give the frame; the bottom tabs (`nav`) are for people who are signed in and not on duty."""
    user = getattr(request, "user", None)
    theme = request.COOKIES.get("theme", "")
    return {
        "site_name": settings.SITE_NAME,
        "demo": settings.DEMO,
        "theme": theme if theme in THEMES else "auto",
        "coach": request.COOKIES.get("coach") != "seen",
        "view_mode": "elder" if request.COOKIES.get("view") == "elder" else "normal",
        "nav": bool(user and user.is_authenticated and not user.is_staff),
        "tabs": [
            {"url": url, "icon": icon, "label": label, "current": request.path.startswith(url)}
            for url, icon, label in TABS
        ],
        "help_links": [{"url": url, "label": label} for url, label in HELP_LINKS],
        "request_id": getattr(request, "request_id", ""),
    }
