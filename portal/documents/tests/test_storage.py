import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.files.storage import storages

from portal.core.actors import Actor
from portal.documents.models import StoredFile
from portal.documents.storage import _put, private_storage, read_file, save_file

ACTOR = Actor.system("test")


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path), "base_url": None},
        },
    }
    assert Path(storages["private"].location) == tmp_path
    return tmp_path


def files(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.django_db
def test_a_file_lies_under_its_hash_and_reads_back(folder):
    stored = save_file(content=b"photo", content_type="image/jpeg", actor=ACTOR)

    digest = hashlib.sha256(b"photo").hexdigest()
    assert (stored.sha256, stored.size, stored.content_type) == (digest, 5, "image/jpeg")
    assert stored.name == f"{digest[:2]}/{digest[2:4]}/{digest}"
    assert read_file(stored) == b"photo"
    assert [path.read_bytes() for path in files(folder)] == [b"photo"]


@pytest.mark.django_db
def test_the_same_content_is_kept_once(folder):
    first = save_file(content=b"photo", content_type="image/jpeg", actor=ACTOR)
    second = save_file(content=b"photo", content_type="image/jpeg", actor=ACTOR)

    assert first == second
    assert StoredFile.objects.count() == 1
    assert len(files(folder)) == 1


def test_writing_at_the_same_moment_leaves_one_whole_file(folder):
    content = b"p" * 3_000_000

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: _put(private_storage(), "ab/cd/abcd", content), range(32)))

    assert [path.read_bytes() == content for path in files(folder)] == [True]


@pytest.mark.django_db
def test_a_half_written_file_is_replaced(folder):
    stored = save_file(content=b"photo", content_type="image/jpeg", actor=ACTOR)
    Path(private_storage().path(stored.name)).write_bytes(b"pho")

    save_file(content=b"photo", content_type="image/jpeg", actor=ACTOR)

    assert read_file(stored) == b"photo"


@pytest.mark.django_db
def test_a_changed_or_missing_file_is_noticed(folder):
    stored = save_file(content=b"photo", content_type="image/jpeg", actor=ACTOR)
    path = Path(private_storage().path(stored.name))

    path.write_bytes(b"phot0")
    with pytest.raises(OSError, match="changed"):
        read_file(stored)

    path.unlink()
    with pytest.raises(FileNotFoundError):
        read_file(stored)


@pytest.mark.django_db
@pytest.mark.parametrize("content_type", ["text/html", "image/svg+xml", "application/octet-stream", ""])
def test_types_that_could_run_are_never_stored(folder, content_type):
    with pytest.raises(ValueError, match="never stored"):
        save_file(content=b"<svg/>", content_type=content_type, actor=ACTOR)
    assert not StoredFile.objects.exists()
    assert not files(folder)
