"""Upper-case base32 without padding, with exactly one text for every byte string."""

import base64
import binascii


def encode(content: bytes) -> str:
    """RFC 4648 base32 in capitals, without `=`: fits the alphanumeric mode of a QR code."""
    return base64.b32encode(content).decode("ascii").rstrip("=")


def decode(text: str) -> bytes:
    """Bytes behind `text`; raises ValueError for anything `encode()` would not have written.

    Lower case, padding, blanks, impossible lengths and set bits in the unused tail are all refused, so
    that one signed message can never be presented under two spellings.
    """
    if not text.isascii() or "=" in text:
        raise ValueError("not base32")
    try:
        content = base64.b32decode(text + "=" * (-len(text) % 8))
    except binascii.Error as error:
        raise ValueError("not base32") from error
    if encode(content) != text:
        raise ValueError("not canonical base32")
    return content
