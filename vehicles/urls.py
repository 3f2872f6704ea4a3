"""Addresses of the vehicles line."""

from django.urls import path

from vehicles.lending.views import copies as lent_copies
from vehicles.lending.views import giving, taking
from vehicles.views import copies, mine, reports

app_name = "vehicles"
urlpatterns = [
    path("", mine.index, name="list"),
    path("<int:vehicle_id>/", mine.vehicle, name="vehicle"),
    path("<int:vehicle_id>/apply/", mine.apply, name="apply"),
    path("<int:vehicle_id>/copy/", copies.copy, name="copy"),
    path("<int:vehicle_id>/report/", reports.history, name="report"),
    path("<int:vehicle_id>/authorizations/", giving.index, name="authorizations"),
    path("<int:vehicle_id>/authorizations/new/", giving.new, name="authorize"),
    path("<int:vehicle_id>/authorizations/<int:grant_id>/end/", giving.end, name="authorization-end"),
    path("offered/<int:grant_id>/", taking.offered, name="offered"),
    path("offered/<int:grant_id>/copy/", lent_copies.copy, name="use-copy"),
]
