from datetime import UTC, date, datetime
from uuid import UUID

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core import base32
from portal.credentials import signers, tokens

KEY = signers.generate("ES256")
KID = b"k1234567"
CLAIMS = tokens.Claims(UUID(int=7), 1_800_000_000, 1_800_000_060, b"\x01" * 8, 1, "normal", date(2031, 5, 18))


def made(claims: tokens.Claims = CLAIMS, key: object = KEY, algorithm: int = -7) -> str:
    protected, payload, message = tokens.to_sign(claims, kid=KID, algorithm=algorithm)
    return tokens.assemble(protected, payload, signers.sign(key, message))


def test_a_code_says_back_what_was_put_in() -> None:
    token = tokens.parse(made())

    assert token.claims == CLAIMS
    assert token.kid == KID
    assert signers.is_signed(KEY.public_key(), token.signed_bytes, token.signature)


def test_a_code_without_an_end_of_validity_is_a_code() -> None:
    claims = tokens.Claims(UUID(int=7), 10, 70, b"\x02" * 8, 1, "notice", None)

    assert tokens.parse(made(claims)).claims == claims


@given(st.text(max_size=500))
def test_any_text_is_a_code_or_malformed(text: str) -> None:
    with pytest.raises(tokens.Malformed):
        tokens.parse(text)


@given(st.binary(max_size=260))
def test_any_bytes_in_base32_are_malformed(content: bytes) -> None:
    with pytest.raises(tokens.Malformed):
        tokens.parse(base32.encode(content))


@given(st.integers(0, 8 * 139 - 1))
def test_a_flipped_bit_never_leaves_a_signed_code(bit: int) -> None:
    raw = bytearray(base32.decode(made()))
    raw[bit // 8 % len(raw)] ^= 1 << bit % 8

    try:
        token = tokens.parse(base32.encode(bytes(raw)))
    except tokens.Malformed:
        return
    assert not signers.is_signed(KEY.public_key(), token.signed_bytes, token.signature) or token.kid != KID


@pytest.mark.parametrize("cut", [1, 8, 60, 200])
def test_a_truncated_code_is_malformed(cut: int) -> None:
    with pytest.raises(tokens.Malformed):
        tokens.parse(made()[:-cut])


@pytest.mark.parametrize("tail", ["A", "AAAAAAAA", "=", " ", "\0", "😀"])
def test_a_code_with_something_behind_it_is_malformed(tail: str) -> None:
    with pytest.raises(tokens.Malformed):
        tokens.parse(made() + tail)


def test_lower_case_is_for_the_caller_to_fold() -> None:
    with pytest.raises(tokens.Malformed):
        tokens.parse(made().lower())


def test_other_claims_than_ours_are_malformed() -> None:
    protected, payload, message = tokens.to_sign(CLAIMS, kid=KID, algorithm=-7)
    more = cbor2.dumps(cbor2.loads(payload) | {1: "somebody"})

    with pytest.raises(tokens.Malformed):
        tokens.parse(tokens.assemble(protected, more, signers.sign(KEY, message)))


def test_a_life_longer_than_an_hour_is_malformed() -> None:
    claims = tokens.Claims(UUID(int=7), 10, 10 + 3601, b"\x02" * 8, 1, "normal", None)

    with pytest.raises(tokens.Malformed):
        tokens.parse(made(claims))


@pytest.mark.parametrize(
    ("second", "expired"), [(-16, True), (-15, False), (0, False), (60, False), (65, False), (66, True)]
)
def test_a_code_lives_a_minute_with_five_seconds_of_leeway(second: int, expired: bool) -> None:
    at = datetime.fromtimestamp(CLAIMS.issued_at + second, UTC)

    assert tokens.parse(made()).is_expired(at, 5) is expired


def test_the_code_with_its_address_fits_version_nine() -> None:
    text = "HTTPS://LICENSES.EXAMPLE.CN/V/" + made()

    assert len(text) <= 262  # alphanumeric capacity of version 9 at level M
