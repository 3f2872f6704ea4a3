"""Draws both pages of a vehicle license as a picture, without emblem or seal."""

from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from PIL import Image, ImageDraw

from portal.credentials.kinds import Row
from portal.documents.watermark import font
from vehicles.faces import conditions, face_of
from vehicles.facts import VehicleFacts

WIDTH, MARGIN, GAP = 1240, 56, 40
_INK, _MUTE, _EDGE, _PAPER, _GROUND = "#14202e", "#4a5a6b", "#8fa0b2", "#ffffff", "#eef3f8"
_LABEL_WIDTH = 410


def draw_pages(facts: VehicleFacts, at: datetime) -> Image.Image:
    """Title, front page, second page and the live state, in Chinese, as of `at`."""
    on = timezone.localdate(at)
    with override("zh-hans"):
        title = _("Electronic vehicle license")
        face = face_of(title, facts, on)
        plate = Row(_("Plate number"), face.banner_facts.text)
        state = [Row(line.label, str(line.word)) for line in conditions(facts, on)]
        blocks = [
            (title, [plate, *face.rows]),
            (_("Second page and record"), list(face.back_rows)),
            (_("State now"), state),
        ]
        made = _("Made on %(time)s from the register.") % {"time": f"{timezone.localtime(at):%Y-%m-%d %H:%M}"}
        notes = [made, *([_("Demonstration, not valid")] if settings.DEMO else [])]
        return _drawn(blocks, notes)  # here: it says the labels, which are lazy


def _drawn(blocks: list[tuple[str, list[Row]]], notes: list[str]) -> Image.Image:
    canvas = Image.new("RGB", (WIDTH, 4000), _GROUND)
    pen = ImageDraw.Draw(canvas)
    top = MARGIN
    for title, rows in blocks:
        top = _block(pen, title, rows, top) + GAP
    for note in notes:
        pen.text((MARGIN, top), note, font=font(28), fill=_MUTE)
        top += 44
    return canvas.crop((0, 0, WIDTH, top + MARGIN - GAP // 2))


def _block(pen: ImageDraw.ImageDraw, title: str, rows: list[Row], top: int) -> int:
    """One framed page; answers where it ends."""
    heights = [_height(pen, str(row.value)) for row in rows]
    bottom = top + 96 + sum(heights) + 24
    pen.rounded_rectangle((MARGIN, top, WIDTH - MARGIN, bottom), 18, fill=_PAPER, outline=_EDGE, width=2)
    pen.text((MARGIN + 28, top + 24), title, font=font(38, bold=True), fill=_INK)
    y = top + 96
    for row, height in zip(rows, heights, strict=True):
        pen.line((MARGIN + 28, y - 6, WIDTH - MARGIN - 28, y - 6), fill="#dde5ed")
        pen.text((MARGIN + 28, y), str(row.label), font=font(27), fill=_MUTE)
        text = "\n".join(_wrapped(pen, str(row.value)))
        pen.multiline_text((MARGIN + 28 + _LABEL_WIDTH, y), text, font=font(29), fill=_INK, spacing=10)
        y += height
    return bottom


def _height(pen: ImageDraw.ImageDraw, text: str) -> int:
    return 12 + 40 * len(_wrapped(pen, text))


def _wrapped(pen: ImageDraw.ImageDraw, text: str) -> list[str]:
    """The text in lines that fit, broken anywhere: Chinese has no blanks."""
    room = WIDTH - 2 * MARGIN - 56 - _LABEL_WIDTH
    lines = [""]
    for sign in text:
        if pen.textlength(lines[-1] + sign, font=font(29)) > room:
            lines.append("")
        lines[-1] += sign
    return lines
