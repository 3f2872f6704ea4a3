"""Lets a Chromium started by the tests show Chinese from the bundled fonts, whatever the machine has."""

import os
from pathlib import Path
from xml.sax.saxutils import escape

FONTS = Path(__file__).resolve().parents[1] / "portal" / "documents" / "fonts"


def browser_environment(folder: Path) -> dict[str, str]:
    """The environment for `chromium.launch(env=…)`; the font cache is written below `folder`."""
    return {**os.environ, "FONTCONFIG_FILE": str(write_fonts_conf(folder)), "LANG": "C.UTF-8"}


def write_fonts_conf(folder: Path) -> Path:
    """A copy of the bundled configuration with absolute font and cache paths; returns its path."""
    folder.mkdir(parents=True, exist_ok=True)
    text = (FONTS / "fonts.conf").read_text(encoding="utf-8")
    text = text.replace('<dir prefix="relative">.</dir>', f"<dir>{escape(str(FONTS))}</dir>")
    text = text.replace(
        '<cachedir prefix="xdg">fontconfig</cachedir>', f"<cachedir>{escape(str(folder))}</cachedir>"
    )
    target = folder / "fonts.conf"
    target.write_text(text, encoding="utf-8")
    return target
