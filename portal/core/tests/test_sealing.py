import pytest
from cryptography.fernet import Fernet

from portal.core.sealing import reseal, seal, unseal


def test_what_is_sealed_can_be_opened_and_cannot_be_read():
    sealed = seal(b"the secret")

    assert b"the secret" not in sealed
    assert unseal(sealed) == b"the secret"
    assert unseal(memoryview(sealed)) == b"the secret"


def test_a_damaged_seal_is_refused():
    sealed = bytearray(seal(b"the secret"))
    sealed[30] ^= 1

    with pytest.raises(ValueError, match="damaged"):
        unseal(bytes(sealed))


def test_an_older_key_opens_and_the_newest_seals(settings):
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.KEY_ENCRYPTION_KEY = old
    sealed = seal(b"the secret")

    settings.KEY_ENCRYPTION_KEY = f"{new}, {old}"
    renewed = reseal(sealed)

    settings.KEY_ENCRYPTION_KEY = new
    assert unseal(renewed) == b"the secret"
    with pytest.raises(ValueError, match="another key"):
        unseal(sealed)
