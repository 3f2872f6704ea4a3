"""Encryption at rest for small secrets (signing keys, second factors), under the key from settings."""

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


def seal(plain: bytes) -> bytes:
    """Encrypt and authenticate under the newest key of `KEY_ENCRYPTION_KEY`; ASCII bytes come back."""
    return _cipher().encrypt(plain)


def unseal(sealed: bytes | memoryview) -> bytes:
    """Decrypt what `seal` made under any of the keys; raises ValueError when none of them fits."""
    try:
        return _cipher().decrypt(bytes(sealed))
    except InvalidToken:
        raise ValueError("sealed under another key, or damaged") from None


def reseal(sealed: bytes | memoryview) -> bytes:
    """The same secret under the newest key; for the rotation of `KEY_ENCRYPTION_KEY`."""
    return seal(unseal(sealed))


def _cipher() -> MultiFernet:
    keys = [part.strip() for part in settings.KEY_ENCRYPTION_KEY.split(",") if part.strip()]
    return MultiFernet([Fernet(key) for key in keys])
