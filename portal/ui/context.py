"""What every page's frame needs: name, look, whether this is a demonstration."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest  # noqa: TID251 - a context processor receives the request


def page_frame(request: HttpRequest) -> dict[str, Any]:
    return {
        "site_name": settings.SITE_NAME,
        "demo": settings.DEMO,
        "theme": request.COOKIES.get("theme", "auto")
        if request.COOKIES.get("theme") in ("light", "dark")
        else "auto",
        "view_mode": "elder" if request.COOKIES.get("view") == "elder" else "normal",
        "request_id": getattr(request, "request_id", ""),
    }
