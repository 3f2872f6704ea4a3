"""API keys of organizations: made and shown once, found by keyed digest, dead at once when revoked."""

import ipaddress
import re
import secrets
import string
import time
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from portal.accounts.key_networks import note_use
from portal.accounts.models import ApiKey, Organization
from portal.accounts.purposes import Purpose
from portal.audit.actions import Action
from portal.audit.log import record
from portal.core.actors import Actor
from portal.core.digests import PEPPER_ID, keyed_digest
from portal.core.errors import RuleViolation
from portal.core.subjects import Subject
from portal.core.valkey import Unavailable, client

_ALPHABET = string.ascii_letters + string.digits
_LENGTH = 32  # 190 bits
_SHAPE = re.compile(rf"tk_(live|test)_[A-Za-z0-9]{{{_LENGTH}}}")
VERSION = "api-keys:version"
_KEPT_SECONDS = 5.0
_KEPT_MOST = 10_000
_TOUCH_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class ApiKeyFacts:
    """What a request needs to know about the key it came with."""

    id: int
    organization_id: int
    organization_name: str
    purposes: frozenset[str]
    is_test: bool
    prefix: str
    expires_at: datetime | None = None
    networks: tuple[str, ...] = ()

    def allows(self, *, at: datetime, address: str) -> bool:
        if self.expires_at is not None and self.expires_at <= at:
            return False
        return not self.networks or _within(address, self.networks)


_kept: dict[bytes, tuple[bytes, float, ApiKeyFacts]] = {}
_touched: dict[int, datetime] = {}


@transaction.atomic
def mint(
    *,
    organization: Organization,
    name: str,
    purposes: Collection[str],
    is_test: bool,
    expires_at: datetime | None,
    actor: Actor,
    at: datetime,
    networks: Collection[str] = (),
) -> tuple[ApiKey, str]:
    """Make a key; the text beside the row is shown once and kept nowhere.

    Raises RuleViolation with `purpose_unknown`, `network_malformed` or `key_already_expired`.
    """
    if unknown := set(purposes) - set(Purpose.values):
        raise RuleViolation("purpose_unknown", purposes=", ".join(sorted(unknown)))
    if expires_at is not None and expires_at <= at:
        raise RuleViolation("key_already_expired")
    text = _new_text(is_test)
    key = ApiKey.objects.create(
        organization=organization,
        name=name,
        prefix=text[:12],
        digest=keyed_digest("api_key", text),
        pepper_id=PEPPER_ID,
        is_test=is_test,
        purposes=sorted(set(purposes)),
        networks=[_network(network) for network in networks],
        created_at=at,
        created_by_id=actor.user_id,
        expires_at=expires_at,
    )
    _record_minting(key, actor, at)
    return key, text


def _new_text(is_test: bool) -> str:
    chance = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
    return f"tk_{'test' if is_test else 'live'}_{chance}"


def _record_minting(key: ApiKey, actor: Actor, at: datetime) -> None:
    record(
        Action.API_KEY_CREATED,
        subject=Subject("api-key", str(key.pk)),
        actor=actor,
        at=at,
        organization=key.organization_id,
        prefix=key.prefix,
        purposes=key.purposes,
    )


@transaction.atomic
def revoke(*, key: ApiKey, reason: str, actor: Actor, at: datetime) -> None:
    """Take a key out of use; the next request with it is refused. Safe to repeat."""
    if not ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=at):
        return
    key.revoked_at = at
    subject = Subject("api-key", str(key.pk))
    record(Action.API_KEY_REVOKED, subject=subject, actor=actor, at=at, reason=reason, prefix=key.prefix)
    transaction.on_commit(forget_kept, robust=True)


def forget_kept() -> None:
    """Make every process look its keys up again; after any change to a key or an organization."""
    _kept.clear()
    try:
        client().incr(VERSION)
    except Unavailable:
        return  # while Valkey is away nobody trusts what is kept


def authenticate(text: str, *, at: datetime, address: str) -> ApiKeyFacts | None:
    """The facts of a live key, or None for everything else.

    Costs one look at Valkey while the key is kept in this process (a few seconds), else one statement.
    """
    if not _SHAPE.fullmatch(text):
        return None
    digest = keyed_digest("api_key", text)
    version = _version()
    facts = _from_kept(digest, version) or _look_up(digest, version)
    if facts is None or not facts.allows(at=at, address=address):
        return None
    _touch(facts, at, address)
    return facts


def kept(text: str) -> tuple[ApiKeyFacts, bytes] | None:
    """The facts kept in this process and the version they were read at; good only while that is `VERSION`."""
    found = _kept.get(keyed_digest("api_key", text)) if _SHAPE.fullmatch(text) else None
    if found is None or found[1] < time.monotonic():
        return None
    return found[2], found[0]


def still_good(facts: ApiKeyFacts, *, at: datetime, address: str) -> bool:
    """The rest of `authenticate()` for kept facts whose version has been compared."""
    if not facts.allows(at=at, address=address):
        return False
    _touch(facts, at, address)
    return True


def _version() -> bytes | None:
    try:
        version = client().get(VERSION)
    except Unavailable:
        return None
    return version if isinstance(version, bytes) else b"0"


def _from_kept(digest: bytes, version: bytes | None) -> ApiKeyFacts | None:
    kept = _kept.get(digest)
    if kept is None or version is None or kept[0] != version or kept[1] < time.monotonic():
        return None
    return kept[2]


def _look_up(digest: bytes, version: bytes | None) -> ApiKeyFacts | None:
    """Read the key; the version was read before, so a revocation meanwhile makes what we keep stale."""
    key = (
        ApiKey.objects.select_related("organization")
        .filter(digest=digest, revoked_at=None, organization__is_active=True)
        .first()
    )
    if key is None:
        return None
    facts = ApiKeyFacts(
        id=key.pk,
        organization_id=key.organization_id,
        organization_name=key.organization.name,
        purposes=frozenset(key.purposes),
        is_test=key.is_test,
        prefix=key.prefix,
        expires_at=key.expires_at,
        networks=tuple(key.networks),
    )
    if version is not None:
        if len(_kept) >= _KEPT_MOST:
            _kept.clear()
        _kept[digest] = (version, time.monotonic() + _KEPT_SECONDS, facts)
    return facts


def _touch(facts: ApiKeyFacts, at: datetime, address: str) -> None:
    """Note the use, at most once a minute, and a new network at once."""
    note_use(
        key_id=facts.id,
        prefix=facts.prefix,
        organization_id=facts.organization_id,
        address=address,
        at=at,
    )
    seen = _touched.get(facts.id)
    if seen is not None and seen > at - _TOUCH_EVERY:
        return
    _touched[facts.id] = at
    stale = Q(last_used_at=None) | Q(last_used_at__lte=at - _TOUCH_EVERY)
    ApiKey.objects.filter(stale, pk=facts.id).update(last_used_at=at)


def _network(text: str) -> str:
    try:
        return str(ipaddress.ip_network(text.strip(), strict=False))
    except ValueError:
        raise RuleViolation("network_malformed", network=text[:60]) from None


def _within(address: str, networks: tuple[str, ...]) -> bool:
    try:
        parsed = ipaddress.ip_address(address.strip("[]"))
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    return any(parsed in ipaddress.ip_network(network) for network in networks)
