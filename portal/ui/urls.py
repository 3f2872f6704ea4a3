"""The paths of the frame itself."""

from django.urls import path

from portal.ui import views

app_name = "ui"
urlpatterns = [path("display/", views.choose_display, name="display")]
