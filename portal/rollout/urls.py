"""The public pages about which city is open for what."""

from django.urls import path

from portal.rollout import views

app_name = "rollout"
urlpatterns = [
    path("rollout/", views.board, name="board"),
    path("rollout.json", views.as_json, name="json"),
    path("rollout.csv", views.as_csv, name="csv"),
    path("rollout-daily.csv", views.daily_csv, name="daily"),
]
