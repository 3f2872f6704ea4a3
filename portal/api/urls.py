"""The API's own paths, its description and the pages for developers."""

from django.urls import path

from portal.api import views

app_name = "api"
urlpatterns = [
    path("api/v1/rollout", views.RolloutView.as_view(), name="rollout"),
    path("api/v1/schema/", views.SchemaView.as_view(), name="schema"),
    path("api/v1/docs/", views.try_it, name="docs"),
    path("developers/", views.developers, name="developers"),
    path("developers/errors/<slug:slug>/", views.problem_page, name="problem"),
]
