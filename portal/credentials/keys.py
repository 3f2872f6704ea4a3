"""Signing keys: made, activated, retired, declared compromised; the only room that sees a private half.

One key has one use, so a receipt or a record shown as a code is refused by its key. A key's public half never
changes under its id, so loaded keys are cached for ever; its *status* is asked of the database at each use.
"""

import base64
import json
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.db import transaction

from portal.audit.actions import Action
from portal.audit.log import record
from portal.core.actors import Actor
from portal.core.errors import RuleViolation
from portal.core.sealing import seal, unseal
from portal.core.subjects import Subject
from portal.core.transitions import Transitions
from portal.credentials import signers
from portal.credentials.models import SigningKey

Status, Use = SigningKey.Status, SigningKey.Use

MOVES = Transitions(
    {
        Status.STAGED: {Status.ACTIVE, Status.RETIRED, Status.COMPROMISED},
        Status.ACTIVE: {Status.RETIRED, Status.COMPROMISED},
        Status.RETIRED: {Status.COMPROMISED},
    }
)


def _subject(key: SigningKey) -> Subject:
    return Subject("key", bytes(key.kid).decode())


@transaction.atomic
def stage(*, use: str, actor: Actor, at: datetime, algorithm: str = "ES256") -> SigningKey:
    """Make a key pair that is published already and signs nothing yet."""
    pair = signers.generate(algorithm)
    public = signers.public_bytes(pair.public_key())
    key = SigningKey.objects.create(
        kid=signers.key_id(public),
        use=use,
        algorithm=algorithm,
        public_key=public,
        private_key=seal(signers.private_bytes(pair)),
        certificate=_certificate(pair, at) if use == Use.PDF else None,
        created_at=at,
    )
    record(Action.KEY_STAGED, subject=_subject(key), actor=actor, at=at, use=use, algorithm=algorithm)
    return key


@transaction.atomic
def activate(*, key: SigningKey, actor: Actor, at: datetime) -> SigningKey:
    """Sign with this key from now on; the key that signed so far is retired and goes on verifying."""
    for old in SigningKey.objects.select_for_update().filter(use=key.use, status=Status.ACTIVE):
        MOVES.move(old, to=Status.RETIRED, retired_at=at)
        record(Action.KEY_RETIRED, subject=_subject(old), actor=actor, at=at, use=old.use)
    MOVES.move(key, to=Status.ACTIVE, activated_at=at)
    record(Action.KEY_ACTIVATED, subject=_subject(key), actor=actor, at=at, use=key.use)
    return key


@transaction.atomic
def rotate(*, use: str, actor: Actor, at: datetime, algorithm: str = "ES256") -> SigningKey:
    """Activate the oldest staged key of this use, or a new one, in place of the present one."""
    staged = (
        SigningKey.objects.filter(use=use, status=Status.STAGED, algorithm=algorithm).order_by("id").first()
    )
    key = staged or stage(use=use, actor=actor, at=at, algorithm=algorithm)
    return activate(key=key, actor=actor, at=at)


@transaction.atomic
def declare_compromised(*, key: SigningKey, reason: str, actor: Actor, at: datetime) -> SigningKey:
    """Everything this key has signed fails from now on. An active key is replaced in the same step."""
    was_active = key.status == Status.ACTIVE
    MOVES.move(key, to=Status.COMPROMISED, compromised_at=at)
    record(Action.KEY_COMPROMISED, subject=_subject(key), actor=actor, at=at, use=key.use, reason=reason)
    if was_active:
        rotate(use=key.use, actor=actor, at=at)
    return key


def ensure_keys(*, actor: Actor, at: datetime) -> None:
    """One active key for every use; safe to repeat."""
    active = set(SigningKey.objects.filter(status=Status.ACTIVE).values_list("use", flat=True))
    for use in Use.values:
        if use not in active:
            rotate(use=use, actor=actor, at=at)


def active_key(use: str) -> SigningKey:
    """The key that signs now; one statement. Raises RuleViolation("no_signing_key")."""
    key = SigningKey.objects.filter(use=use, status=Status.ACTIVE).first()
    if key is None:
        raise RuleViolation("no_signing_key", use=use)
    return key


@lru_cache(maxsize=64)
def _private(kid: bytes) -> Any:
    return signers.load_private(unseal(bytes(SigningKey.objects.get(kid=kid).private_key)))


@lru_cache(maxsize=512)
def load_public(public_der: bytes) -> Any:
    """The public key object of a key row; parsed once per process."""
    return signers.load_public(public_der)


def sign(kid: bytes, message: bytes) -> bytes:
    """Sign with the key of this id, whose status the caller has just read. 64 bytes."""
    return signers.sign(_private(bytes(kid)), message)


def algorithm_of(kid: bytes) -> str:
    """ES256 or Ed25519, by the key itself."""
    return signers.algorithm_of(_private(bytes(kid)))


def sign_jws(use: str, payload: dict[str, Any], *, typ: str) -> str:
    """A compact JWS (RFC 7515) over `payload` with the active key of `use`; `typ` says what it is."""
    kid = bytes(active_key(use).kid)
    return sign_jws_with(kid, payload, typ=typ)


def sign_jws_with(kid: bytes, payload: dict[str, Any], *, typ: str) -> str:
    """The same with a key whose id the caller has just read as active."""
    body = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    message = _jws_header(kid, typ) + b"." + _base64url(body)
    return (message + b"." + _base64url(sign(kid, message))).decode()


@lru_cache(maxsize=64)
def _jws_header(kid: bytes, typ: str) -> bytes:
    """The protected header; Ed25519 is called by its fully specified name (RFC 9864)."""
    header = {"alg": algorithm_of(kid), "kid": kid.decode(), "typ": typ}
    return _base64url(json.dumps(header, separators=(",", ":")).encode())


def _base64url(content: bytes) -> bytes:
    return base64.urlsafe_b64encode(content).rstrip(b"=")


def jwks() -> dict[str, Any]:
    """The public halves anybody may check with: staged, active and retired, never compromised ones."""
    rows = SigningKey.objects.exclude(status=Status.COMPROMISED).order_by("id")
    return {"keys": [_jwk(row) for row in rows]}


def _jwk(row: SigningKey) -> dict[str, Any]:
    members = signers.jwk_members(load_public(bytes(row.public_key)))
    return {
        **members,
        "kid": bytes(row.kid).decode(),
        "use": "sig",
        "key_ops": ["verify"],
        "portal_use": row.use,
        "portal_status": row.status,
    }


def _certificate(pair: Any, at: datetime) -> bytes:
    """A self-signed certificate for PDF signatures, good for two years; DER."""
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, f"{settings.BASE_URL.split('//')[-1]} PDF"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Traffic licenses"),
        ]
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(pair.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + timedelta(days=730))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=True,
                content_commitment=True,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=False,
                crl_sign=False,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
    )
    return builder.sign(pair, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def private_for_pdf() -> tuple[bytes, bytes]:
    """PKCS #8 and certificate (DER) of the active PDF key, for the PDF signer."""
    key = active_key(Use.PDF)
    return signers.private_bytes(_private(bytes(key.kid))), bytes(key.certificate or b"")
