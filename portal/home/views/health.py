"""For whoever runs the portal: does the process live, do its parts answer?"""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.home import health


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """The process lives; nothing else is asked."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when database, cache, broker and a worker answer, else 503 with the failing parts."""
    failing = health.failing_parts()
    parts = {name: "failing" if name in failing else "ok" for name in health.PARTS}
    return JsonResponse(
        {"status": "unavailable" if failing else "ok", "failing": failing, "parts": parts},
        status=503 if failing else 200,
    )
