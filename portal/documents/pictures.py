"""Photos that people upload: judged by their content, capped before they are decoded, always written anew.

What comes out was drawn by us from pixels: no metadata, nothing hidden behind or inside, no original bytes.
"""

import io
import struct
from dataclasses import dataclass

from django.conf import settings
from PIL import Image, ImageFile, ImageOps

from portal.core.errors import RuleViolation

MIN_WIDTH, MIN_HEIGHT = 260, 320
NARROWEST, WIDEST = 0.6, 0.86  # width : height; 22×32 mm is 0.69, 35×45 mm is 0.78
LONGEST_SIDE = 1200
_JPEG = b"\xff\xd8\xff"
_PNG = b"\x89PNG\r\n\x1a\n"
_DRAWN = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}
_SCANS_MAX = 64
_LIGHT = 170


@dataclass(frozen=True, slots=True)
class Photo:
    """An accepted photo: JPEG bytes, upright, at most 1200 pixels high.

    `light_background` is a hint for the officer who looks at it, never a reason to refuse.
    """

    content: bytes
    width: int
    height: int
    light_background: bool
    content_type: str = "image/jpeg"


def accept_photo(content: bytes) -> Photo:
    """Check an uploaded JPEG or PNG and draw it anew; costs up to half a second for the largest.

    Raises RuleViolation: `photo_too_large` (bytes), `photo_not_an_image`, `photo_too_many_pixels`,
    `photo_too_small`, `photo_not_portrait`.
    """
    if len(content) > settings.PHOTO_MAX_BYTES:
        raise RuleViolation("photo_too_large", limit_mb=settings.PHOTO_MAX_BYTES // (1024 * 1024))
    try:
        picture = _decoded(content)
    except RuleViolation:
        raise
    except Exception as error:  # decoders raise whatever they like on broken files
        raise RuleViolation("photo_not_an_image") from error
    return Photo(_jpeg(picture), *picture.size, light_background=_has_light_background(picture))


def _decoded(content: bytes) -> Image.Image:
    """Upright RGB pixels, no larger than needed; sizes are judged before any pixel is unpacked."""
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint switches it on for the whole process when imported
    with Image.open(io.BytesIO(_only_the_picture(content)), formats=("JPEG", "PNG")) as picture:
        turned = picture.getexif().get(0x0112) in {5, 6, 7, 8}
        _judge_size(*(reversed(picture.size) if turned else picture.size))
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        picture.load()
        upright = ImageOps.exif_transpose(_on_white(picture))
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return upright


def _judge_size(width: int, height: int) -> None:
    if width * height > settings.PHOTO_MAX_PIXELS:
        raise RuleViolation("photo_too_many_pixels", limit_megapixels=settings.PHOTO_MAX_PIXELS // 1_000_000)
    if width < MIN_WIDTH or height < MIN_HEIGHT:
        raise RuleViolation("photo_too_small", min_width=MIN_WIDTH, min_height=MIN_HEIGHT)
    if not NARROWEST <= width / height <= WIDEST:
        raise RuleViolation("photo_not_portrait")


def _only_the_picture(content: bytes) -> bytes:
    """The bytes a decoder may see; raises ValueError for anything but one whole JPEG or PNG."""
    if content.startswith(_PNG):
        return _png_pixels(content)
    if not content.startswith(_JPEG):
        raise ValueError("neither JPEG nor PNG")
    if content.count(b"\xff\xda") > _SCANS_MAX:
        raise ValueError("more scans than a photo needs")
    return content


def _png_pixels(content: bytes) -> bytes:
    """A PNG with its pixels only: compressed text and profiles could unpack to any size."""
    kept, at = [_PNG], len(_PNG)
    while at < len(content):
        length, kind = struct.unpack_from(">I4s", content, at)
        end = at + 12 + length
        if end > len(content):
            raise ValueError("cut off")
        if kind in _DRAWN:
            kept.append(content[at:end])
        if kind == b"IEND":
            return b"".join(kept)
        at = end
    raise ValueError("no end")


def _on_white(picture: Image.Image) -> Image.Image:
    """The picture in RGB with transparent parts white; keeps the note which side is up."""
    if picture.mode == "RGB":
        return picture
    if picture.mode not in {"LA", "PA", "RGBA"} and "transparency" not in picture.info:
        plain = picture.convert("L") if picture.mode.startswith("I;16") else picture
        return plain.convert("RGB")
    layers = picture.convert("RGBA")
    white = Image.new("RGBA", layers.size, "white")
    return Image.alpha_composite(white, layers).convert("RGB")


def _jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    bare = Image.new("RGB", picture.size)
    bare.paste(picture)
    bare.save(out, "JPEG", quality=88, optimize=True)
    return out.getvalue()


def _has_light_background(picture: Image.Image) -> bool:
    """Whether both upper corners are light: the darkest channel there averages above two thirds."""
    width, height = picture.size
    corner = (max(1, width // 8), max(1, height // 5))
    for left in (0, width - corner[0]):
        patch = picture.crop((left, 0, left + corner[0], corner[1])).resize((1, 1), Image.Resampling.BOX)
        if min(patch.tobytes()) < _LIGHT:
            return False
    return True
