"""Paths of the pages on which a login is bound to a person."""

from django.urls import path

from portal.accounts.views import binding

app_name = "identity"
urlpatterns = [
    path("", binding.start, name="start"),
    path("proof/", binding.proof, name="proof"),
    path("counter/", binding.counter, name="counter"),
]
