"""Paths under /api/v1/."""

from django.urls import path

from portal.credentials.api.views import VerificationCollectionView, VerificationView

urlpatterns = [
    path("verifications", VerificationCollectionView.as_view(), name="verification-list"),
    path("verifications/<str:reference>", VerificationView.as_view(), name="verification-detail"),
]
