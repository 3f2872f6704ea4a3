"""Addresses of the vehicles line."""

from django.urls import path

from vehicles.views import copies, mine

app_name = "vehicles"
urlpatterns = [
    path("", mine.index, name="list"),
    path("<int:vehicle_id>/", mine.vehicle, name="vehicle"),
    path("<int:vehicle_id>/apply/", mine.apply, name="apply"),
    path("<int:vehicle_id>/copy/", copies.copy, name="copy"),
]
