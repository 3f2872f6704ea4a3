"""The paths of the frame itself."""

from django.urls import path

from portal.ui import views

app_name = "ui"
urlpatterns = [
    path("design/", views.design_language, name="design"),
    path("display/", views.choose_display, name="display"),
]
