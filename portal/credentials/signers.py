"""The two signature algorithms behind one pair of functions; nothing else here touches a key object."""

import base64
import hashlib
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

COSE_ALGORITHMS = {"ES256": -7, "Ed25519": -8}
_ES256 = ec.ECDSA(hashes.SHA256())


def generate(algorithm: str) -> Any:
    """A fresh private key; `algorithm` is ES256 or Ed25519."""
    if algorithm == "ES256":
        return ec.generate_private_key(ec.SECP256R1())
    return ed25519.Ed25519PrivateKey.generate()


def algorithm_of(key: Any) -> str:
    """ES256 or Ed25519, for a private key object."""
    return "Ed25519" if isinstance(key, ed25519.Ed25519PrivateKey) else "ES256"


def private_bytes(key: Any) -> bytes:
    """PKCS #8, DER, not encrypted: for the sealer only."""
    return key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def public_bytes(key: Any) -> bytes:
    """SubjectPublicKeyInfo, DER."""
    return key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def load_private(content: bytes) -> Any:
    return serialization.load_der_private_key(content, password=None)


def load_public(content: bytes) -> Any:
    return serialization.load_der_public_key(content)


def key_id(public_der: bytes) -> bytes:
    """Eight characters of the key's own digest; text, so that JWK and COSE name the key alike."""
    return base64.urlsafe_b64encode(hashlib.sha256(public_der).digest())[:8]


def sign(key: Any, message: bytes) -> bytes:
    """64 bytes: r and s for ES256, the signature itself for Ed25519."""
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return key.sign(message)
    r, s = decode_dss_signature(key.sign(message, _ES256))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def is_signed(key: Any, message: bytes, signature: bytes) -> bool:
    """Whether `signature` (64 bytes) over `message` is from the private half of `key`."""
    try:
        if isinstance(key, ed25519.Ed25519PublicKey):
            key.verify(signature, message)
        else:
            r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
            key.verify(encode_dss_signature(r, s), message, _ES256)
    except InvalidSignature:
        return False
    return True


def jwk_members(key: Any) -> dict[str, str]:
    """The public members of a JWK (RFC 7517) for a public key object."""

    def text(number: bytes) -> str:
        return base64.urlsafe_b64encode(number).rstrip(b"=").decode()

    if isinstance(key, ed25519.Ed25519PublicKey):
        raw = key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        return {"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "x": text(raw)}
    numbers = key.public_numbers()
    x, y = numbers.x.to_bytes(32, "big"), numbers.y.to_bytes(32, "big")
    return {"kty": "EC", "crv": "P-256", "alg": "ES256", "x": text(x), "y": text(y)}
