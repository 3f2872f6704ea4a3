"""Writes words across a picture, in its pixels: who it is for and until when cannot be taken off."""

import base64
import io
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FONT = Path(__file__).resolve().parent / "fonts" / "NotoSansSC-Regular.ttf"
BOLD = FONT.with_name("NotoSansSC-Bold.ttf")
INK = (20, 32, 46, 46)
ANGLE = 24


@cache
def font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    """The bundled Chinese font."""
    return ImageFont.truetype(str(BOLD if bold else FONT), size)


def burn_in(picture: Image.Image, lines: Sequence[str]) -> bytes:
    """The picture as a PNG with `lines` written across it again and again, on every part of it."""
    width, height = picture.size
    size = max(18, width // 46)
    words = _stamp(lines, font(size))
    layer = Image.new("RGBA", (2 * width, 2 * height), (0, 0, 0, 0))
    step_x, step_y = words.width + size * 3, words.height + size * 3
    for row, top in enumerate(range(0, layer.height, step_y)):
        for left in range(-(row % 2) * step_x // 2, layer.width, step_x):
            layer.paste(words, (left, top))
    turned = layer.rotate(ANGLE, resample=Image.Resampling.BICUBIC)
    x, y = (turned.width - width) // 2, (turned.height - height) // 2
    marked = Image.alpha_composite(picture.convert("RGBA"), turned.crop((x, y, x + width, y + height)))
    out = io.BytesIO()
    marked.convert("RGB").save(out, "PNG", optimize=True)
    return out.getvalue()


def as_data_address(png: bytes) -> str:
    """The picture inside an address, for a document."""
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"


def _stamp(lines: Sequence[str], face: ImageFont.FreeTypeFont) -> Image.Image:
    text = "\n".join(lines)
    pen = ImageDraw.Draw(Image.new("RGBA", (1, 1)))
    left, top, right, bottom = (int(side) for side in pen.multiline_textbbox((0, 0), text, font=face))
    stamp = Image.new("RGBA", (right - left + 4, bottom - top + 4), (0, 0, 0, 0))
    ImageDraw.Draw(stamp).multiline_text((2 - left, 2 - top), text, font=face, fill=INK)
    return stamp
