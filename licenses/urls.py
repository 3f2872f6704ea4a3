"""Addresses of the driver's license line."""

from django.urls import path

from licenses.views import apply, seizures, track

app_name = "licenses"
urlpatterns = [
    path("apply/", apply.start, name="apply-start"),
    path("apply/consent/", apply.consent, name="apply-consent"),
    path("apply/found/", apply.found, name="apply-found"),
    path("apply/photo/", apply.photo, name="apply-photo"),
    path("apply/check/", apply.check, name="apply-check"),
    path("apply/reminder/", apply.remind, name="apply-remind"),
    path("photo/", apply.photo_on_file, name="photo-on-file"),
    path("applications/<str:reference>/", track.track, name="application-track"),
    path("applications/<str:reference>/done/", track.done, name="application-done"),
    path("applications/<str:reference>/receipt.pdf", track.receipt, name="application-receipt"),
    path("applications/<str:reference>/decision.pdf", track.decision, name="application-decision"),
    path("applications/<str:reference>/photo/", track.new_photo, name="application-photo"),
    path("applications/<str:reference>/withdraw/", track.withdraw, name="application-withdraw"),
    path("seize/<uuid:check>/", seizures.seize, name="seize"),
    path("seizures/<str:reference>/", seizures.seizure, name="seizure"),
    path("seizures/<str:reference>/receipt.pdf", seizures.receipt, name="seizure-receipt"),
]
