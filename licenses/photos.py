"""Photos on file: a folder of pictures named after ID numbers becomes the register's photos."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from licenses.models import DriverLicense
from portal.audit.actions import Action
from portal.audit.log import record
from portal.core.actors import Actor
from portal.core.errors import RuleViolation
from portal.core.subjects import Subject
from portal.documents.pictures import accept_photo
from portal.documents.storage import save_file

ENDINGS = frozenset({".jpg", ".jpeg", ".png"})


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that was not taken, with a stable reason; the name is as it lies in the folder."""

    name: str
    reason: str


def load_folder(*, folder: Path, actor: Actor, at: datetime) -> tuple[int, int, list[Refusal]]:
    """Taken, unchanged and refused. Safe to repeat: the same picture again changes nothing.

    A file is called <ID number>.jpg, .jpeg or .png; its type is judged by content. One event for a folder.
    """
    taken = unchanged = 0
    refused: list[Refusal] = []
    for path in _pictures(folder):
        try:
            if _put_on_file(path, actor):
                taken += 1
            else:
                unchanged += 1
        except RuleViolation as refusal:
            refused.append(Refusal(path.name, refusal.code))
    record(
        Action.FEED_LOADED,
        subject=Subject("feed", "photos"),
        actor=actor,
        at=at,
        feed="photos",
        updated=taken,
        unchanged=unchanged,
        rejected=len(refused),
    )
    return taken, unchanged, refused


def _pictures(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.iterdir()) if path.suffix.lower() in ENDINGS and path.is_file())


@transaction.atomic
def _put_on_file(path: Path, actor: Actor) -> bool:
    """Whether the license got another photo. Raises RuleViolation."""
    license_ = DriverLicense.objects.select_for_update().filter(number=path.stem.upper()).first()
    if license_ is None:
        raise RuleViolation("not_in_register")
    if path.stat().st_size > settings.PHOTO_MAX_BYTES:
        raise RuleViolation("photo_too_large", limit_mb=settings.PHOTO_MAX_BYTES // (1024 * 1024))
    photo = accept_photo(path.read_bytes())
    stored = save_file(content=photo.content, content_type=photo.content_type, actor=actor)
    if license_.photo_id == stored.pk:
        return False
    DriverLicense.objects.filter(pk=license_.pk).update(photo=stored)
    return True
