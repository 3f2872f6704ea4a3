"""What a device may keep: the shell, and a dated copy that proves nothing."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from PIL import Image

from licenses.models import DriverLicense
from licenses.tests.factories import DriverLicenseFactory
from portal.accounts.sessions import mark_of
from portal.accounts.tests.factories import UserFactory
from portal.credentials.tests.factories import issued
from portal.home import offline

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture(autouse=True)
def _release_anew():
    offline.release.cache_clear()
    yield
    offline.release.cache_clear()


def client_of(credential):
    client = Client(headers={"accept-language": "en"})
    client.force_login(UserFactory(person=credential.holder), backend=BACKEND)
    return client


def test_the_worker_covers_the_whole_portal_and_is_asked_for_anew_each_time(client):
    answer = client.get("/sw.js")

    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert f'self.RELEASE = "{offline.release()}"' in answer.text
    assert 'importScripts("/static/js/worker.js")' in answer.text


def test_everything_in_the_shell_is_there_and_nothing_in_it_belongs_to_anybody(client):
    urls = re.findall(r'"(/[^"]+)"', client.get("/sw.js").text.split("SHELL")[1].split("]")[0])

    assert len(urls) == len(offline.SHELL) + 1
    for url in urls:
        if url.startswith("/static/"):
            assert (Path(settings.BASE_DIR) / url.lstrip("/")).is_file()
        else:
            assert client.get(url).status_code == 200


def test_a_release_is_another_one_when_a_part_of_it_changes(monkeypatch, tmp_path):
    before = offline.release()
    changed = tmp_path / "app.css"
    changed.write_text("body { color: red }")
    monkeypatch.setattr(offline.finders, "find", lambda name: str(changed))
    offline.release.cache_clear()

    assert offline.release() != before


def test_the_portal_can_be_installed(client):
    answer = client.get("/manifest.webmanifest")
    manifest = answer.json()

    assert answer.headers["Content-Type"] == "application/manifest+json"
    assert (manifest["display"], manifest["start_url"], manifest["scope"]) == ("standalone", "/wallet/", "/")
    for icon in manifest["icons"]:
        with Image.open(Path(settings.BASE_DIR) / icon["src"].lstrip("/")) as drawn:
            assert f"{drawn.width}x{drawn.height}" == icon["sizes"]
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}


def test_the_copy_is_dated_and_shows_no_code_no_state_and_little_of_the_person():
    credential = issued(DriverLicenseFactory(with_photo=True))

    answer = client_of(credential).get("/wallet/offline-copy/")

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Not valid as a license." in answer.text
    assert re.search(r"Copied <time [^>]*>\d{4}-\d\d-\d\d \d\d:\d\d</time>", answer.text)
    person = credential.holder
    for hidden in (
        person.name,
        person.id_number,
        'class="qr"',
        "tag-normal",
        "/photo/",
        "csrf",
        "data-short",
    ):
        assert hidden not in answer.text
    assert person.id_number[-4:] in answer.text


def test_a_void_card_is_not_copied():
    credential = issued()
    DriverLicense.objects.filter(pk=credential.subject_ref).update(status_letters="F")

    page = client_of(credential).get("/wallet/offline-copy/").text

    assert "There was nothing to copy." in page
    assert 'class="card' not in page


def test_each_session_marks_its_own_copy():
    credential = issued()
    marks = set()
    for client in (client_of(credential), client_of(issued())):
        marks.add(re.search(r'session="([0-9a-f]{16})"', client.get("/wallet/").text)[1])

    assert len(marks) == 2
    assert mark_of("one") != mark_of("two")
    assert mark_of("one") not in ("one", mark_of(None))


def test_signing_out_makes_the_browser_forget(client):
    client.force_login(UserFactory(person=issued().holder), backend=BACKEND)

    assert client.post("/accounts/logout/").headers["Clear-Site-Data"] == '"cache", "storage"'
