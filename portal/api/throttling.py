"""So many requests a minute for each API key: one atomic step in Valkey, open while Valkey is away."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from rest_framework.throttling import BaseThrottle

from portal.core import throttling
from portal.core.throttling import Spent

WINDOW_SECONDS = 60


def spend(api_key_id: int) -> Spent:
    """Count one request of the key; `allowed` says whether it may go on."""
    return throttling.spend(
        "api", api_key_id, limit=settings.API_RATE_PER_MINUTE, seconds=WINDOW_SECONDS, closed=False
    )


def spend_and_read(api_key_id: int, also: str) -> tuple[Spent, bytes | None]:
    """The same, and the value under another key of Valkey on the same way."""
    return throttling.spend_and_read(
        "api",
        api_key_id,
        also,
        limit=settings.API_RATE_PER_MINUTE,
        seconds=WINDOW_SECONDS,
        closed=False,
    )


def rate_headers(spent: Spent) -> dict[str, str]:
    """`RateLimit` and `RateLimit-Policy` as the IETF draft has them, `Retry-After` when all is used up."""
    headers = {
        "RateLimit-Policy": f'"key";q={spent.limit};w={WINDOW_SECONDS}',
        "RateLimit": f'"key";r={spent.remaining};t={spent.reset}',
    }
    return headers if spent.allowed else headers | {"Retry-After": str(spent.reset)}


def add_rate_headers(response: HttpResponse, spent: Spent | None) -> None:
    for name, value in rate_headers(spent).items() if spent else ():
        response.headers.setdefault(name, value)


class ApiKeyThrottle(BaseThrottle):
    """The framework's door to the same counter; the view's base class writes the headers."""

    spent: Spent | None = None

    def allow_request(self, request: Any, view: Any) -> bool:
        if request.auth is None:
            return True
        self.spent = view.spent = spend(request.auth.id)
        return self.spent.allowed

    def wait(self) -> float | None:
        return self.spent.reset if self.spent else None
