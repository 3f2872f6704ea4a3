"""Composition only: which room answers which path."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("portal.api.urls")),
    path("", include("portal.credentials.urls")),
    path("", include("portal.home.urls")),
    path("", include("portal.notices.urls")),
    path("", include("portal.rollout.urls")),
    path("", include("portal.ui.urls")),
    path("admin/", admin.site.urls),
    path("accounts/", include("portal.accounts.urls")),
    path("api/v1/", include("portal.credentials.api.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("identity/", include("portal.accounts.identity_urls")),
    path("organizations/", include("portal.accounts.organization_urls")),
    path("licenses/", include("licenses.urls")),
    path("vehicles/fleet/", include("vehicles.fleet_urls")),
    path("vehicles/", include("vehicles.urls")),
]

handler500 = "portal.home.views.failures.server_error"
