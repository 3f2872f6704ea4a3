"""Checks signatures with libraries that are not ours, in an environment of its own; imports nothing of ours.

Reads {"jwks", "code", "kid", "receipt"} from standard input and writes what it could verify.
"""

import base64
import json
import sys
from typing import Any

import cwt
import jwt


def token_of(code: str) -> bytes:
    """The bytes behind the address in the QR code: base32 without padding."""
    text = code.rpartition("/")[2].upper()
    return base64.b32decode(text + "=" * (-len(text) % 8))


def read_code(code: str, keys: list[dict[str, Any]]) -> dict[str, Any]:
    """The verified claims; only keys for codes may sign one."""
    ring = [cwt.COSEKey.from_jwk(key) for key in keys]
    claims = cwt.decode(token_of(code), ring)
    return {str(name): value.hex() if isinstance(value, bytes) else value for name, value in claims.items()}


def attempt(work: Any, *arguments: Any) -> dict[str, Any]:
    try:
        return {"ok": work(*arguments)}
    except Exception as refusal:
        return {"refused": f"{type(refusal).__name__}: {refusal}"}


def read_receipt(receipt: str, jwks: dict[str, Any]) -> dict[str, Any]:
    header = jwt.get_unverified_header(receipt)
    key = jwt.PyJWKSet.from_dict(jwks)[header["kid"]]
    return jwt.decode(receipt, key.key, algorithms=["ES256", "EdDSA"], options={"verify_aud": False})


def flipped(code: str, place: int) -> str:
    """The same code with one bit of one byte changed."""
    raw = bytearray(token_of(code))
    raw[place] ^= 1
    return base64.b32encode(bytes(raw)).decode().rstrip("=")


def main() -> None:
    given = json.load(sys.stdin)
    keys, code = given["jwks"]["keys"], given["code"]
    size = len(token_of(code))
    head, _, body_and_signature = given["receipt"].partition(".")
    answer = {
        "code": attempt(read_code, code, keys),
        "tampered": [attempt(read_code, flipped(code, place), keys) for place in range(size)],
        "without_key": attempt(read_code, code, [key for key in keys if key["kid"] != given["kid"]]),
        "receipt": attempt(read_receipt, given["receipt"], given["jwks"]),
        "tampered_receipt": attempt(read_receipt, f"{head}.{'A' + body_and_signature[1:]}", given["jwks"]),
    }
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
