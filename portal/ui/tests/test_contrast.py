"""Text over the card's gradient is readable: axe cannot judge gradients, so arithmetic does."""

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).resolve().parents[3] / "static" / "css" / "app.css").read_text(encoding="utf-8")
GUILLOCHE = 0.35 * 0x14 / 255 * 2  # the two patterns of fine lines, at their densest


def luminance(color: tuple[float, ...]) -> float:
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in color]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def read_color(text: str) -> tuple[float, ...]:
    return tuple(int(text[i : i + 2], 16) / 255 for i in (1, 3, 5))


def contrast(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def rule(selector: str) -> str:
    found = re.search(re.escape(selector) + r" \{(.*?)\}", CSS, re.S)
    assert found, selector
    return found[1]


@pytest.mark.parametrize(
    "selector", ["  .card", "  .card-delegated", "  .card-abnormal", "  .card-void", "  .card.is-unknown"]
)
def test_card_text_stands_out_from_every_stop_of_its_background(selector):
    text = rule(selector)
    background = re.search(r"background:(.*?);", text, re.S)[1]
    stops = [read_color(stop) for stop in re.findall(r"#[0-9a-f]{6}", background)]
    tint = read_color(re.search(r"--tint: (#[0-9a-f]{6})", text)[1])

    assert stops
    for stop in stops:
        lit = tuple(c + (1 - c) * GUILLOCHE for c in stop)
        assert contrast(tint, lit) >= 4.5, (selector, stop)
