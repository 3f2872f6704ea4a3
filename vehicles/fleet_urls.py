"""Addresses of an organization's fleet."""

from django.urls import path

from vehicles.views import drivers, fleet

app_name = "fleet"
urlpatterns = [
    path("", fleet.index, name="list"),
    path("file/", fleet.download, name="file"),
    path("apply/", fleet.apply, name="apply"),
    path("expiry/", fleet.expiry, name="expiry"),
    path("drivers/", drivers.index, name="drivers"),
    path("drivers/new/", drivers.file, name="driver-new"),
    path("drivers/<int:filed_id>/end/", drivers.end, name="driver-end"),
    path("employers/", drivers.employers, name="employers"),
    path("employers/<int:filed_id>/", drivers.answer, name="employer"),
]
