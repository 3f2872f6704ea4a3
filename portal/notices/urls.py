"""Paths of the demonstration's inbox."""

from django.urls import path

from portal.notices import views

app_name = "notices"
urlpatterns = [path("sms/", views.demo_inbox, name="demo_inbox")]
