import io
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from licenses.models import DriverLicense
from licenses.photos import Refusal, load_folder
from licenses.tests.factories import DriverLicenseFactory
from portal.audit.models import AuditEvent
from portal.core.actors import Actor

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _own_storage(settings, tmp_path):
    options = {"location": str(tmp_path / "private"), "base_url": None}
    settings.STORAGES = {**settings.STORAGES, "private": {**settings.STORAGES["private"], "OPTIONS": options}}


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "photos"
    path.mkdir()
    return path


def put(folder, name, kind="JPEG", color="white"):
    out = io.BytesIO()
    Image.new("RGB", (390, 567), color).save(out, kind)
    (folder / name).write_bytes(out.getvalue())


def load(folder):
    return load_folder(folder=folder, actor=Actor.system("test"), at=NOW)


@pytest.mark.parametrize(("kind", "ending"), [("JPEG", ".jpg"), ("PNG", ".png"), ("PNG", ".JPG")])
def test_a_photo_comes_to_its_license_and_again_changes_nothing(folder, kind, ending):
    license_ = DriverLicenseFactory()
    put(folder, license_.number.lower() + ending, kind)

    assert load(folder) == (1, 0, [])
    assert load(folder) == (0, 1, [])
    assert DriverLicense.objects.get().photo.content_type == "image/jpeg"
    assert AuditEvent.objects.filter(action="feed.loaded").count() == 2


def test_another_photo_replaces_the_one_on_file(folder):
    license_ = DriverLicenseFactory()
    put(folder, license_.number + ".jpg")
    load(folder)
    before = DriverLicense.objects.get().photo_id

    put(folder, license_.number + ".jpg", color="gray")

    assert load(folder) == (1, 0, [])
    assert DriverLicense.objects.get().photo_id != before


def test_what_cannot_be_taken_is_named_and_stops_nothing_else(folder):
    one, two = DriverLicenseFactory(), DriverLicenseFactory()
    put(folder, "nobody.jpg")
    (folder / f"{one.number}.png").write_bytes(b"<svg onload=alert(1)>")
    put(folder, f"{two.number}.jpg")
    (folder / "notes.txt").write_text("no photo")

    taken, unchanged, refused = load(folder)

    assert (taken, unchanged) == (1, 0)
    assert sorted(refused, key=lambda refusal: refusal.reason) == [
        Refusal("nobody.jpg", "not_in_register"),
        Refusal(f"{one.number}.png", "photo_not_an_image"),
    ]


def test_the_command_hides_id_numbers_and_wants_a_folder(folder, capsys):
    put(folder, "990001199005180019.jpg")

    call_command("load_photos", str(folder))

    said = capsys.readouterr()
    assert "refused 1" in said.out
    assert "19900518" not in said.err
    with pytest.raises(CommandError):
        call_command("load_photos", str(folder / "missing"))
