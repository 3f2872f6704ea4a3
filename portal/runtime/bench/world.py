"""A population for the benchmarks: registers by the real feed loader, credentials by the real signer."""

import json
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from importlib import import_module
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from portal.accounts import keys as api_keys
from portal.accounts.models import Organization, User
from portal.core.actors import Actor
from portal.credentials import issuing, keys
from portal.credentials.kinds import bulk_kind_of, kind_of
from portal.credentials.models import Credential
from portal.credentials.presenting import present
from portal.rollout.models import Activation, Batch

ACTOR = Actor.system("bench")
CITY = "320500"
DRIVER, VEHICLE = "driver-license", "vehicle-license"
FEEDS = ("persons", "driver-licenses")
VEHICLE_FEEDS = (
    "vehicles",
    "inspections",
    "insurances",
    "mortgages",
    "seizures",
    "violations",
    "accidents",
)  # a line of each for every vehicle: more than a city has
COLUMNS = (
    "id, kind, subject_ref, holder_id, city_id, status, issued_at, end_reason, fingerprint, record, key_id"
)


def build(size: int, folder: Path, feeds: Sequence[str] = FEEDS) -> dict[str, float]:
    """Tables, keys, an open city, `size` rows of each feed. Answers the seconds each feed took."""
    call_command("migrate", verbosity=0)
    at = timezone.now()
    keys.ensure_keys(actor=ACTOR, at=at)
    batch = Batch.objects.create(name="bench", status=Batch.Status.DONE)
    Activation.objects.create(
        city_id=CITY, service=DRIVER, batch=batch, opens_at=at, activated_at=at - timedelta(days=1)
    )
    seconds = {}
    for name in feeds:
        path = folder / f"{name}.csv"
        call_command("make_feed", name, size, str(path), stdout=StringIO())
        begun = time.perf_counter()
        call_command("load_feed", name, str(path), stdout=StringIO())
        seconds[name] = time.perf_counter() - begun
    return seconds


def issue_all(slug: str = DRIVER, share: int | None = None) -> int:
    """Credentials for entries that may have one, signed one by one and copied in, of the first `share`."""
    kind = bulk_kind_of(slug)
    at = timezone.now()
    key = keys.active_key("record")
    refs = islice(kind.candidates(CITY), share)
    statement = f"COPY credentials_credential ({COLUMNS}) FROM STDIN"
    made = 0
    while part := list(islice(refs, 5000)):
        willing = (entry for entry in kind.entries(part) if not kind.refusals(entry, at))
        rows = [_row(kind, entry, at, key) for entry in willing]
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
        made += len(rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return made


def _row(kind: Any, entry: Any, at: Any, key: Any) -> tuple[Any, ...]:
    identifier = issuing.new_id()
    record = issuing.signed_record(kind, entry, identifier.bytes, at, key=key)
    return (
        identifier,
        kind.slug,
        entry.ref,
        entry.person_id,
        entry.city_code,
        "active",
        at,
        "",
        entry.fingerprint,
        record,
        key.pk,
    )


def api_key() -> str:
    organization = Organization.objects.create(name="Bench", uscc="91320500MA1BENCH0X")
    _row, text = api_keys.mint(
        organization=organization,
        name="bench",
        purposes=["car-rental"],
        is_test=False,
        expires_at=None,
        actor=ACTOR,
        at=timezone.now(),
    )
    return text


def codes(count: int, slug: str = DRIVER) -> Iterator[str]:
    """Fresh codes of many holders, an hour long."""
    kind = kind_of(slug)
    at = timezone.now()
    issued = Credential.objects.live().filter(kind=slug).values_list("pk", "holder_id")
    holders = list(issued[: min(count, 5000)])
    for n in range(count):
        pk, holder = holders[n % len(holders)]
        actor = Actor(channel="web", label="bench", person_id=holder)
        yield present(credential_id=pk, kind=kind, actor=actor, at=at).text


def sessions(count: int, slug: str = DRIVER) -> list[tuple[str, str]]:
    """Signed-in holders: the session cookie and the credential's id."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    made = []
    issued = Credential.objects.live().filter(kind=slug).values_list("pk", "holder_id")
    for pk, holder in issued[:count]:
        known = {"phone": f"+8613{holder:09d}", "phone_verified": True}
        user, _new = User.objects.get_or_create(person_id=holder, defaults=known)
        session = store()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        made.append((session.session_key, str(pk)))
    return made


def write_requests(path: Path, requests: Iterator[tuple[str, str, dict[str, str], str]]) -> Path:
    with path.open("w") as file:
        for method, address, headers, body in requests:
            file.write(f"{method}\t{address}\t{json.dumps(headers)}\t{body}\n")
    return path
