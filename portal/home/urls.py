"""The paths of the start page, what is mine, and health."""

from django.urls import path

from portal.home.views import cities, health, help, landing, mine, offline

app_name = "home"
urlpatterns = [
    path("", landing.landing, name="landing"),
    path("accessibility/", help.accessibility, name="accessibility"),
    path("help/", help.index, name="help"),
    path("help/<slug:slug>/", help.topic, name="help-topic"),
    path("offline/", help.offline, name="offline"),
    path("healthz", health.healthz, name="healthz"),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
    path("me/", mine.me, name="me"),
    path("me/history/", mine.history, name="history"),
    path("progress/", mine.progress, name="progress"),
    path("readyz", health.readyz, name="readyz"),
    path("sw.js", offline.worker, name="worker"),
    path("rollout/<slug:code>/", cities.city, name="city"),
    path("rollout/<slug:code>/waiting/", cities.wait, name="city-wait"),
    path("wallet/", mine.wallet, name="wallet"),
    path("wallet/offline-copy/", offline.copy, name="offline-copy"),
]
