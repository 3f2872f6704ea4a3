import pytest
from django.http import Http404

from portal.core.actors import Actor
from portal.documents.models import StoredFile
from portal.documents.serving import serve, serve_bytes
from portal.documents.storage import private_storage, save_file


@pytest.fixture
def stored(db, tmp_path, settings):
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path), "base_url": None},
        },
    }
    return save_file(content=b"\xff\xd8\xff photo", content_type="image/jpeg", actor=Actor.system("test"))


def body(response):
    return b"".join(response.streaming_content)


def test_a_private_file_is_streamed_and_kept_by_nobody(stored):
    response = serve(stored, filename="photo.jpg")

    assert body(response) == b"\xff\xd8\xff photo"
    assert response["Content-Type"] == "image/jpeg"
    assert response["Content-Length"] == "9"
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"] == 'inline; filename="photo.jpg"'
    assert "sandbox" in response["Content-Security-Policy"]
    assert "default-src 'none'" in response["Content-Security-Policy"]


def test_a_chinese_or_hostile_name_is_written_safely(stored):
    response = serve(stored, filename='陈䶮"\r\nSet-Cookie: a=b.jpg', inline=False)

    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert "Set-Cookie" not in response


def test_a_web_server_may_send_the_bytes(stored, settings):
    settings.PRIVATE_X_ACCEL_PREFIX = "/private/"

    response = serve(stored, filename="photo.jpg")

    assert response["X-Accel-Redirect"] == f"/private/{stored.name}"
    assert response["Cache-Control"] == "private, no-store"
    assert response.content == b""


def test_a_missing_file_is_a_plain_no(stored):
    private_storage().delete(stored.name)

    with pytest.raises(Http404):
        serve(stored, filename="photo.jpg")


@pytest.mark.django_db
def test_a_name_that_leads_out_of_the_storage_is_never_followed(stored):
    stranger = StoredFile(sha256="0" * 64, content_type="image/jpeg", size=1, name="../../etc/passwd")
    with pytest.raises(Exception, match="passwd"):
        serve(stranger, filename="x")


def test_what_could_run_is_only_ever_a_download():
    response = serve_bytes(b"<script>", content_type="text/html", filename="x.html")

    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")
    assert "sandbox" in response["Content-Security-Policy"]


def test_a_document_made_for_the_answer_is_shown_in_place():
    response = serve_bytes(b"%PDF-1.7", content_type="application/pdf", filename="certificate.pdf")

    assert body(response) == b"%PDF-1.7"
    assert response["Content-Disposition"] == 'inline; filename="certificate.pdf"'
    assert "sandbox" not in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "private, no-store"
