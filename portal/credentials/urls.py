"""Paths of showing and checking."""

from django.urls import path, re_path

from portal.credentials.views import checking, choices, counter, scanning, sharing, wallet, wellknown

app_name = "credentials"
urlpatterns = [
    path("wallet/activity/", wallet.activity, name="activity"),
    path("wallet/automatic/", choices.automatic, name="automatic"),
    path("wallet/<uuid:credential_id>/", wallet.card, name="card"),
    path("wallet/<uuid:credential_id>/code/", wallet.code, name="code"),
    path("wallet/<uuid:credential_id>/live/", wallet.live, name="live"),
    path("wallet/<uuid:credential_id>/photo/", wallet.photo, name="photo"),
    path("wallet/<uuid:credential_id>/certificate.pdf", wallet.certificate, name="certificate"),
    path("wallet/<uuid:credential_id>/shares/", sharing.index, name="shares"),
    path("wallet/<uuid:credential_id>/shares/new/", sharing.new, name="share-new"),
    path("wallet/<uuid:credential_id>/shares/<uuid:share_id>/", sharing.once, name="share"),
    path("wallet/<uuid:credential_id>/shares/<uuid:share_id>/stop/", sharing.stop, name="share-stop"),
    re_path(r"^[vV]/$", checking.to_typed, name="public-empty"),
    re_path(r"^[vV]/(?P<token>[^/]{1,2048})/?$", checking.public, name="public"),
    path("verify/", checking.typed, name="typed"),
    path("counter/", counter.counter, name="counter"),
    path("scan/", scanning.scan, name="scan"),
    path("scan/check/", scanning.check, name="scan-check"),
    path("scan/state/", scanning.state, name="scan-state"),
    path("scan/shell/", scanning.shell, name="scan-shell"),
    path("scan/scanner.webmanifest", scanning.manifest, name="scan-manifest"),
    path("scan/photo/<uuid:verification_id>/", scanning.photo, name="scan-photo"),
    path(".well-known/jwks.json", wellknown.jwks, name="jwks"),
]
