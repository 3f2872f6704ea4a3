"""The frame of every endpoint that is built with the framework."""

from typing import Any

from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.views import APIView

from portal.api.authentication import ApiKeyAuthentication, HasApiKey
from portal.api.parsers import StrictJSONParser
from portal.api.throttling import ApiKeyThrottle, add_rate_headers
from portal.core.throttling import Spent


class JsonOnly(DefaultContentNegotiation):
    """The API speaks JSON whatever the header `Accept` wishes."""

    def select_renderer(self, request: Any, renderers: Any, format_suffix: str | None = None) -> Any:
        return renderers[0], renderers[0].media_type


class ApiView(APIView):
    """Key, throttle, strict JSON, headers about the throttle, nothing kept by caches."""

    authentication_classes = [ApiKeyAuthentication]
    permission_classes = [HasApiKey]
    throttle_classes = [ApiKeyThrottle]
    parser_classes = [StrictJSONParser]
    content_negotiation_class = JsonOnly
    spent: Spent | None = None

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        add_rate_headers(response, self.spent)
        response.headers.setdefault("Cache-Control", "no-store")
        return response
