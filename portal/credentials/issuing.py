"""Issue, supersede and revoke credentials: the one door to a credential's status."""

from datetime import datetime
from typing import Any
from uuid import UUID

import cbor2
import uuid_utils.compat as uuid_utils
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.audit.actions import Action
from portal.audit.log import record
from portal.core.actors import Actor
from portal.core.errors import RuleViolation
from portal.core.subjects import Subject
from portal.core.transitions import Transitions
from portal.credentials import keys, signers, telling
from portal.credentials.kinds import CredentialKind, Entry, kind_of
from portal.credentials.models import Credential, SigningKey
from portal.rollout import gates

Status = Credential.Status
MOVES = Transitions({Status.ACTIVE: {Status.SUPERSEDED, Status.REVOKED}})


def subject(credential: Credential) -> Subject:
    """How the audit trail names what a credential is about."""
    return Subject(credential.kind, credential.subject_ref)


def refusals(kind: CredentialKind, entry: Entry, at: datetime) -> list[RuleViolation]:
    """Why nothing may be issued now: the city gate first, then the kind's own reasons. One statement."""
    reasons = kind.refusals(entry, at)
    if not gates.is_open(kind.service, entry.city_code, at):
        reasons.insert(0, RuleViolation("city_not_open"))
    return reasons


@transaction.atomic
def issue(*, kind: str, ref: str, actor: Actor, at: datetime) -> Credential:
    """Issue the electronic copy of a register entry. Safe to repeat.

    A live one with the same fingerprint is answered as it is; one issued for other facts is superseded.
    Raises RuleViolation with the first reason of `refusals()`, or "not_in_register".
    """
    known = kind_of(kind)
    entry = known.entry(ref)
    if entry is None:
        raise RuleViolation("not_in_register")
    live = Credential.objects.select_for_update().filter(kind=kind, subject_ref=ref).live().first()
    if live is not None and live.fingerprint == entry.fingerprint:
        return live
    reasons = refusals(known, entry, at)
    if reasons:
        raise reasons[0]
    if live is not None:
        end(credential=live, to=Status.SUPERSEDED, reason="issued_again", actor=actor, at=at)
    try:
        with transaction.atomic():
            credential = Credential.objects.create(**_fields(known, entry, at))
    except IntegrityError:  # another request was first: its credential is the one
        return Credential.objects.live().get(kind=kind, subject_ref=ref)
    record(
        Action.CREDENTIAL_ISSUED,
        subject=subject(credential),
        actor=actor,
        person_id=entry.person_id,
        at=at,
        credential=str(credential.id),
    )
    telling.issued(credential, replaced=live is not None, actor=actor, at=at)
    return credential


def new_id() -> UUID:
    """A credential's id, ordered by time."""
    return uuid_utils.uuid7()


def _fields(kind: CredentialKind, entry: Entry, at: datetime) -> dict[str, Any]:
    key = keys.active_key(SigningKey.Use.RECORD)
    identifier = new_id()
    return {
        "id": identifier,
        "kind": kind.slug,
        "subject_ref": entry.ref,
        "holder_id": entry.person_id,
        "organization_id": entry.organization_id,
        "city_id": entry.city_code,
        "issued_at": at,
        "fingerprint": entry.fingerprint,
        "record": signed_record(kind, entry, identifier.bytes, at, key=key),
        "key": key,
    }


def signed_record(
    kind: CredentialKind, entry: Entry, identifier: bytes, at: datetime, *, key: SigningKey
) -> bytes:
    """A COSE_Sign1 over the claims as they are now: proof that the row is ours and unchanged."""
    claims = kind.claims(entry, None, timezone.localdate(at))
    payload = cbor2.dumps(
        {"id": identifier, "kind": kind.slug, "ref": entry.ref, "iat": int(at.timestamp()), "claims": claims}
    )
    protected = cbor2.dumps({1: signers.COSE_ALGORITHMS[key.algorithm], 4: bytes(key.kid)})
    signature = keys.sign(bytes(key.kid), cbor2.dumps(["Signature1", protected, b"", payload]))
    return cbor2.dumps(cbor2.CBORTag(18, [protected, {}, payload, signature]))


@transaction.atomic
def end(*, credential: Credential, to: str, reason: str, actor: Actor, at: datetime) -> Credential:
    """Supersede or revoke a live credential; raises RuleViolation("moved_meanwhile") for another."""
    MOVES.move(credential, to=to, ended_at=at, end_reason=reason[:60])
    superseded = to == Status.SUPERSEDED
    record(
        Action.CREDENTIAL_SUPERSEDED if superseded else Action.CREDENTIAL_REVOKED,
        subject=subject(credential),
        actor=actor,
        person_id=credential.holder_id,
        at=at,
        credential=str(credential.id),
        reason=reason,
    )
    return credential


@transaction.atomic
def revoke(*, credential: Credential, reason: str, actor: Actor, at: datetime) -> Credential:
    """Take a credential out of force for good, though the register entry stands."""
    ended = end(credential=credential, to=Status.REVOKED, reason=reason, actor=actor, at=at)
    telling.revoked(ended, actor=actor, at=at)
    return ended
