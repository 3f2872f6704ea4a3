"""Take in a feed file: a row in the ledger first; a file that is still being loaded stays one load."""

import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from django.db import IntegrityError, transaction

from portal.core.actors import Actor
from portal.feeds import rejects
from portal.feeds.models import FeedLoad
from portal.feeds.spec import feed

BLOCK = 1024 * 1024
UNFINISHED = (FeedLoad.Status.QUEUED, FeedLoad.Status.RUNNING)


def digest_of(path: Path) -> str:
    """SHA-256 of a file's bytes; reads it once."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def open_load(*, name: str, path: Path, actor: Actor, shown_as: str = "") -> FeedLoad:
    """The unfinished load of this very file, or a new one. Raises RuleViolation("feed_unknown")."""
    spec = feed(name)
    path = path.resolve()
    digest = digest_of(path)
    try:
        with transaction.atomic():
            return FeedLoad.objects.create(
                feed=spec.name,
                file_name=(shown_as or path.name)[-255:],
                file_digest=digest,
                path=str(path),
                created_by_id=actor.user_id,
            )
    except IntegrityError:
        load = FeedLoad.objects.get(feed=spec.name, file_digest=digest, status__in=UNFINISHED)
    if not Path(load.path).exists():
        FeedLoad.objects.filter(pk=load.pk).update(path=str(path))
        load.path = str(path)
    return load


def receive(*, name: str, content: Iterable[bytes], shown_as: str, actor: Actor) -> FeedLoad:
    """Keep an uploaded file under PORTAL_VAR and queue it; `continue_loads` takes it up. Constant memory."""
    feed(name)
    inbox = rejects.folder() / "inbox"
    inbox.mkdir(exist_ok=True, mode=0o700)
    handle, part = tempfile.mkstemp(dir=inbox)
    try:
        digest = hashlib.sha256()
        with os.fdopen(handle, "wb") as stream:
            for block in content:
                digest.update(block)
                stream.write(block)
        kept = inbox / digest.hexdigest()
        os.replace(part, kept)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise
    return open_load(name=name, path=kept, actor=actor, shown_as=shown_as)
