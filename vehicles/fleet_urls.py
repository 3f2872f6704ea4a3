"""Addresses of an organization's fleet."""

from django.urls import path

from vehicles.views import fleet

app_name = "fleet"
urlpatterns = [
    path("", fleet.index, name="list"),
    path("file/", fleet.download, name="file"),
    path("apply/", fleet.apply, name="apply"),
    path("expiry/", fleet.expiry, name="expiry"),
]
