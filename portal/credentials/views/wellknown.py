"""What programs fetch to check signatures by themselves."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from portal.credentials import keys


@require_safe
def jwks(request: HttpRequest) -> HttpResponse:
    """The public keys as a JWK Set (RFC 7517); anybody may fetch it, also from a page elsewhere."""
    response = JsonResponse(keys.jwks(), content_type="application/jwk-set+json")
    response.headers["Cache-Control"] = "public, max-age=60"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
