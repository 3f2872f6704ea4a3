"""Drawn faces, always the same for the same number: portrait, light background, nobody's photo."""

import io
import random

from PIL import Image, ImageDraw

SIZE = (390, 520)
_GROUND = (236, 242, 248)
_SKINS = ("#f2cfae", "#e8bd97", "#dba97f", "#c99368", "#f6d9bf")
_HAIRS = ("#1d1a18", "#2b2320", "#3a2d27", "#4b4b4f", "#8b8b90")
_CLOTHES = ("#27496d", "#7a3b46", "#3d5a45", "#5b4b7a", "#44474f", "#8a5a2b", "#2f6f73")


def draw(number: int, *, gender: str, variant: int = 0) -> bytes:
    """A JPEG; long hair is drawn for women only; `variant` is the same face in other clothes."""
    chance = random.Random(number)  # noqa: S311 - the same face every time
    skin, hair = chance.choice(_SKINS), chance.choice(_HAIRS)
    long_hair, wide = chance.random() < 0.85 and gender == "2", chance.randint(-10, 12)
    clothes = _CLOTHES[(chance.randrange(len(_CLOTHES)) + variant) % len(_CLOTHES)]
    picture = Image.new("RGB", SIZE, _GROUND)
    pen = ImageDraw.Draw(picture)
    middle, left, right = 195, 115 - wide, 275 + wide
    if long_hair:
        pen.rounded_rectangle((left - 22, 130, right + 22, 420), 70, fill=hair)
    pen.ellipse((20, 405, 370, 760), fill=clothes)
    pen.rounded_rectangle((middle - 38, 330, middle + 38, 440), 30, fill=skin)
    pen.ellipse((left - 14, 232, left + 18, 290), fill=skin)
    pen.ellipse((right - 18, 232, right + 14, 290), fill=skin)
    pen.ellipse((left, 120, right, 375), fill=skin)
    pen.pieslice((left - 8, 96, right + 8, 330), 180, 360, fill=hair)
    pen.ellipse((left + 14, 172 + chance.randint(0, 14), right - 14, 300), fill=skin)
    _features(pen, chance, middle, hair)
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=82)
    return target.getvalue()


def _features(pen: ImageDraw.ImageDraw, chance: random.Random, middle: int, hair: str) -> None:
    apart, brow = chance.randint(36, 44), chance.randint(-3, 3)
    for side in (-1, 1):
        eye = middle + side * apart
        pen.ellipse((eye - 8, 246, eye + 8, 260), fill="#26211e")
        pen.line((eye - 17, 230 + side * brow, eye + 17, 230 - side * brow), fill=hair, width=5)
    pen.line((middle, 262, middle - 6, 290, middle + 5, 292), fill="#9b6b4c", width=3)
    pen.arc((middle - 26, 300, middle + 26, 300 + chance.randint(14, 30)), 10, 170, fill="#a24b45", width=5)
