"""Puts private files away under the hash of their content; what is stored twice is kept once."""

import hashlib
import os
from pathlib import Path
from tempfile import NamedTemporaryFile

import structlog
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages

from portal.core.actors import Actor
from portal.documents.models import StoredFile

ALIAS = "private"
CONTENT_TYPES = frozenset({"image/jpeg", "image/png", "application/pdf", "video/mp4"})
logger = structlog.get_logger(__name__)


def private_storage() -> Storage:
    return storages[ALIAS]


def save_file(*, content: bytes, content_type: str, actor: Actor) -> StoredFile:
    """Store `content` and return its row; safe to repeat, also at the same moment.

    The bytes are on disk before the row is written. Raises ValueError for a type that is never served; what
    people upload goes through `pictures.accept_photo` first.
    """
    if content_type not in CONTENT_TYPES:
        raise ValueError(f"never stored: {content_type}")
    digest = hashlib.sha256(content).hexdigest()
    name = f"{digest[:2]}/{digest[2:4]}/{digest}"
    _put(private_storage(), name, content)
    stored, created = StoredFile.objects.get_or_create(
        sha256=digest, defaults={"content_type": content_type, "size": len(content), "name": name}
    )
    if created:
        logger.debug("file_stored", sha256=digest, size=len(content), actor=actor.label)
    return stored


def read_file(stored: StoredFile) -> bytes:
    """The whole content, checked against its hash; raises OSError when it is missing or was changed."""
    with private_storage().open(stored.name) as file:
        content = bytes(file.read())
    if hashlib.sha256(content).hexdigest() != stored.sha256:
        raise OSError(f"stored file {stored.pk} was changed")
    return content


def _put(storage: Storage, name: str, content: bytes) -> None:
    """Write the file, whole or not at all, unless it is there; a half one left behind is replaced."""
    if storage.exists(name) and storage.size(name) == len(content):
        return
    try:
        target = Path(storage.path(name))
    except NotImplementedError:  # not a folder but an object store, whose saves are whole or nothing
        storage.delete(name)
        storage.save(name, ContentFile(content))
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=target.parent, prefix=".part-", delete=False) as part:
        part.write(content)
        part.flush()
        os.fsync(part.fileno())
    os.chmod(part.name, 0o640)
    os.replace(part.name, target)
