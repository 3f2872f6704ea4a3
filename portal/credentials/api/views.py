"""The endpoints of checking."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from portal.api.base import ApiView
from portal.api.errors import ProblemError
from portal.api.pagination import page_of
from portal.credentials.answers import rfc3339
from portal.credentials.api.hot import create_verification
from portal.credentials.api.serializers import (
    PastVerificationPageSerializer,
    PastVerificationSerializer,
    VerificationRequestSerializer,
    VerificationSerializer,
)
from portal.credentials.models import Verification


class VerificationCollectionView(ApiView):
    """Check a code; list the checks of one's own organization."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST":
            return create_verification(request)
        return super().dispatch(request, *args, **kwargs)

    @extend_schema(
        operation_id="createVerification",
        request=VerificationRequestSerializer,
        responses={200: VerificationSerializer},
        parameters=[OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER)],
    )
    def post(self, request: Any) -> Any:
        """Check one code for one purpose. A code is good for one check."""
        return create_verification(request)

    @extend_schema(
        operation_id="listVerifications",
        responses={200: PastVerificationPageSerializer},
        parameters=[OpenApiParameter("cursor", str)],
    )
    def get(self, request: Any) -> Response:
        """The organization's own checks, newest first."""
        rows = Verification.objects.filter(
            organization_id=request.auth.organization_id, is_test=request.auth.is_test
        )
        cursor = request.query_params.get("cursor", "")
        page = page_of(rows, keys=("id",), cursor=cursor, read=(UUID,))
        address = request.build_absolute_uri(request.path)
        answer = {"results": [past(row) for row in page.items], "next": page.cursor or None}
        headers = {"Link": f'<{page.link(address)}>; rel="next"'} if page.cursor else None
        return Response(answer, headers=headers)


class VerificationView(ApiView):
    @extend_schema(operation_id="readVerification", responses={200: PastVerificationSerializer})
    def get(self, request: Any, reference: str) -> Response:
        """One of the organization's own checks."""
        try:
            identifier = UUID(hex=reference.removeprefix("ver_"))
        except ValueError:
            raise ProblemError("not-found") from None
        at = _made_at(identifier)
        row = Verification.objects.filter(
            id=identifier,
            checked_at__range=(at - timedelta(minutes=1), at + timedelta(minutes=1)),
            organization_id=request.auth.organization_id,
            is_test=request.auth.is_test,
        ).first()
        if row is None:
            raise ProblemError("not-found")
        return Response(past(row))


def _made_at(identifier: UUID) -> datetime:
    """The time inside a UUIDv7, which names the one partition to look into."""
    return datetime.fromtimestamp(min(identifier.int >> 80, 2**41) / 1000, UTC)


def past(row: Verification) -> dict[str, Any]:
    """A past check: what was answered, without the person's data."""
    return {
        "id": f"ver_{row.id.hex}",
        "checked_at": rfc3339(row.checked_at),
        "result": row.result,
        "reason": row.reason or None,
        "kind": row.kind or None,
        "purpose": row.purpose or None,
        "status_codes": list(row.codes),
        "disclosed": [name for name in row.disclosed.split(",") if name],
        "test": row.is_test,
    }
