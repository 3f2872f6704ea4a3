"""Composition only: which room answers which path."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("portal.api.urls")),
    path("", include("portal.rollout.urls")),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("demo/", include("portal.notices.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
]
