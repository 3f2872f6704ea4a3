import io
import resource
import struct
import subprocess
import sys
import time
import zlib

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from PIL import Image, ImageFile, PngImagePlugin

from portal.core.errors import RuleViolation
from portal.documents.pictures import LONGEST_SIDE, accept_photo


def picture(size=(390, 567), color="white", mode="RGB"):
    drawn = Image.new(mode, size, color)
    drawn.paste("navy" if mode == "RGB" else 0, (size[0] // 4, size[1] // 3, size[0] * 3 // 4, size[1]))
    return drawn


def encoded(drawn, kind="JPEG", **options):
    out = io.BytesIO()
    drawn.save(out, kind, **options)
    return out.getvalue()


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, rows=b"", extra=()):
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [chunk(b"IHDR", head), *extra, chunk(b"IDAT", zlib.compress(rows, 9)), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_an_ordinary_portrait_is_accepted_and_written_anew(kind):
    photo = accept_photo(encoded(picture(), kind))

    read = Image.open(io.BytesIO(photo.content))
    assert (read.format, read.size, read.mode) == ("JPEG", (390, 567), "RGB")
    assert (photo.width, photo.height, photo.content_type) == (390, 567, "image/jpeg")
    assert read.getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("mode", "color"),
    [("L", 255), ("RGBA", (255, 255, 255, 0)), ("P", 0), ("1", 1), ("LA", (255, 0)), ("I;16", 65535)],
)
def test_every_kind_of_pixel_becomes_plain_color(mode, color):
    photo = accept_photo(encoded(Image.new(mode, (390, 567), color), "PNG"))
    assert Image.open(io.BytesIO(photo.content)).mode == "RGB"


def test_printing_colors_are_converted():
    assert accept_photo(encoded(Image.new("CMYK", (390, 567)), "JPEG")).width == 390


def test_a_transparent_background_is_white():
    photo = accept_photo(encoded(Image.new("RGBA", (390, 567), (0, 0, 0, 0)), "PNG"))
    assert min(Image.open(io.BytesIO(photo.content)).getpixel((9, 9))) > 250


def test_a_large_photo_of_a_phone_is_made_smaller():
    photo = accept_photo(encoded(picture((3000, 4000)), "JPEG", quality=60))
    assert (photo.width, photo.height) == (900, LONGEST_SIDE)


def test_metadata_does_not_survive_and_the_photo_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "SECRET-CAMERA"
    lying = picture().transpose(Image.Transpose.ROTATE_90)

    photo = accept_photo(encoded(lying, "JPEG", exif=exif, comment=b"SECRET-COMMENT"))

    assert (photo.width, photo.height) == (390, 567)
    assert b"SECRET" not in photo.content
    assert not Image.open(io.BytesIO(photo.content)).getexif()


def test_what_hides_behind_or_inside_a_picture_is_gone():
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", "<script>alert(1)</script>")
    for content in (
        encoded(picture(), "JPEG") + b"PK\x03\x04 zip <script>alert(1)</script>",
        encoded(picture(), "JPEG", comment=b"<script>alert(1)</script>"),
        encoded(picture(), "PNG", pnginfo=text) + b"<script>",
    ):
        assert b"<script>" not in accept_photo(content).content


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0" * 100,
        b"<svg xmlns='http://www.w3.org/2000/svg' width='390' height='567'/>",
        b"<html><script>alert(1)</script>",
        b"%PDF-1.7",
        b"GIF89a" + b"\0" * 50,
        encoded(picture(), "GIF"),
        encoded(picture(), "WEBP"),
        encoded(picture(), "BMP"),
        encoded(picture(), "TIFF"),
        b"\xff\xd8\xff",
        b"\xff\xd8\xff" + b"<svg/>" * 100,
        b"\x89PNG\r\n\x1a\n",
        b"\x89PNG\r\n\x1a\n" + b"\xff" * 100,
        encoded(picture(), "PNG")[:-20],
        encoded(picture(), "JPEG")[:2000],
        b"\n" + encoded(picture(), "JPEG"),
        png(390, 567, b"\0" * 10),
        png(390, 567).replace(b"IHDR", b"iHDR"),
    ],
)
def test_what_is_not_a_whole_jpeg_or_png_is_refused(content):
    assert refusal(content) == "photo_not_an_image"


def test_a_cut_off_photo_is_refused_also_after_pdfs_were_made(monkeypatch):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # what importing WeasyPrint does
    for kind in ("JPEG", "PNG"):
        assert refusal(encoded(picture(), kind)[:1500]) == "photo_not_an_image"


@pytest.mark.parametrize(
    ("size", "code"),
    [
        ((259, 378), "photo_too_small"),
        ((10, 14), "photo_too_small"),
        ((567, 390), "photo_not_portrait"),
        ((600, 600), "photo_not_portrait"),
        ((300, 900), "photo_not_portrait"),
        ((300, 400), None),
        ((350, 450), None),
        ((260, 378), None),
    ],
)
def test_size_and_shape_are_judged(size, code):
    assert refusal(encoded(picture(size), "PNG")) == code


def test_too_many_bytes_are_refused_before_anything_is_read(settings):
    settings.PHOTO_MAX_BYTES = 5 * 1024 * 1024
    assert refusal(b"x" * (5 * 1024 * 1024 + 1)) == "photo_too_large"
    assert refusal(b"x" * (5 * 1024 * 1024)) == "photo_not_an_image"


@pytest.mark.parametrize(
    ("width", "height"), [(30_000, 40_000), (60_000, 80_000), (2_000_000_000, 2_000_000_000)]
)
def test_a_decompression_bomb_is_refused_with_flat_memory_and_at_once(width, height):
    bomb = png(width, height, b"\0" * 50_000_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()

    code = refusal(bomb)

    assert code in {"photo_too_many_pixels", "photo_not_an_image"}
    assert time.process_time() - started < 0.5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000


def test_compressed_notes_in_a_picture_are_never_unpacked():
    note = b"k\0\0" + zlib.compress(b"\0" * 60_000_000, 9)
    profile = b"p\0\0" + zlib.compress(b"\0" * 60_000_000, 9)
    whole = (b"\0" + b"\xff" * 3 * 390) * 567
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    code = refusal(png(390, 567, whole, [chunk(b"zTXt", note)] * 20 + [chunk(b"iCCP", profile)]))

    assert code is None
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 30_000


GROWTH = """
import resource, sys
import django
django.setup()
from portal.core.errors import RuleViolation
from portal.documents.pictures import accept_photo
content = open(sys.argv[1], "rb").read()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    accept_photo(content)
except RuleViolation:
    pass
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_more_pixel_data_than_announced_is_not_unpacked(tmp_path):
    whole = (b"\0" + b"\xff" * 3 * 390) * 567
    bomb = tmp_path / "bomb.png"
    bomb.write_bytes(png(390, 567, whole + b"\0" * 100_000_000))

    command = [sys.executable, "-c", GROWTH, str(bomb)]  # a process of its own: others' peaks do not count
    told = subprocess.run(command, capture_output=True, text=True, check=True, cwd=settings.BASE_DIR).stdout

    assert int(told.split()[-1]) < 60_000


def test_a_picture_with_hundreds_of_scans_is_refused():
    good = encoded(picture(), "JPEG", progressive=True)
    assert refusal(good) is None
    assert refusal(good[:-2] + b"\xff\xda" * 100 + b"\xff\xd9") == "photo_not_an_image"


def test_the_background_is_only_a_hint():
    assert accept_photo(encoded(picture(color="white"))).light_background
    assert accept_photo(encoded(picture(color="lightblue"))).light_background
    assert not accept_photo(encoded(picture(color="darkgreen"))).light_background


@hypothesis_settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_damaged_file_gets_an_answer(data):
    content = bytearray(encoded(picture((300, 400)), data.draw(st.sampled_from(["JPEG", "PNG"]))))
    for _ in range(data.draw(st.integers(1, 12))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))

    refusal(bytes(content))


def refusal(content):
    try:
        accept_photo(content)
    except RuleViolation as no:
        return no.code
    return None
