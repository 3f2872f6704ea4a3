"""Text to QR code, as SVG for pages and paper or as PNG; the only room that draws codes.

Error correction is level M and never raised silently, so the size of a code is known from its text. Capitals,
digits and `$%*+-./:` are packed tighter; the codes of the portal are written that way.
"""

import io

import segno

CODE_VERSION_MAX = 10


def svg(text: str, *, border: int = 2, scale: float | None = None, version_max: int = 40) -> str:
    """Inline SVG with class `qr`, black, without size unless `scale` (pixels a module) is given.

    Raises ValueError when the text needs more than `version_max`: a code too fine to be scanned is a mistake
    to be found at once. Costs about 5 ms at version 8: not for pages that draw the code themselves.
    """
    return _make(text, version_max).svg_inline(
        scale=1 if scale is None else scale,
        border=border,
        svgclass="qr",
        lineclass=None,
        omitsize=scale is None,
    )


def png(text: str, *, border: int = 4, scale: int = 8, version_max: int = 40) -> bytes:
    """A black and white PNG; raises ValueError like `svg()`."""
    out = io.BytesIO()
    _make(text, version_max).save(out, kind="png", border=border, scale=scale)
    return out.getvalue()


def version(text: str) -> int:
    """The version (1-40) that the text needs; raises ValueError for more than fits in any."""
    return int(_make(text, 40).version)


def _make(text: str, version_max: int) -> segno.QRCode:
    try:
        code = segno.make(text, error="m", boost_error=False, micro=False)
    except segno.DataOverflowError as error:
        raise ValueError("too much text for a code") from error
    if int(code.version) > version_max:
        raise ValueError(f"the code would have version {code.version}, allowed is {version_max}")
    return code
