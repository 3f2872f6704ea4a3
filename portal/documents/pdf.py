"""Template to PDF (PDF/UA), with the bundled Chinese fonts and without any network.

A template may use `data:` addresses and files below STATIC_URL; anything else stops the rendering. Fonts and
house style are read once a process; a page then takes well under 0.1 s.
"""

import atexit
import mimetypes
import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template.loader import render_to_string
from django.utils.translation import override

FONTS = Path(__file__).resolve().parent / "fonts"
# Chinese first; names may also be written in Arabic letters (Uyghur, Kazakh) or in Tibetan.
_FAMILIES = {
    "Noto Sans SC": "NotoSansSC",
    "Noto Sans Arabic": "NotoSansArabic",
    "Noto Serif Tibetan": "NotoSerifTibetan",
}
_FACES = {
    (family, weight): FONTS / f"{stem}-{cut}.ttf"
    for family, stem in _FAMILIES.items()
    for weight, cut in ((400, "Regular"), (700, "Bold"))
}
_HERE = "https://portal.invalid/"  # where a template believes to be; never asked
_ONE_AT_A_TIME = threading.Lock()


def render(template: str, context: Mapping[str, Any], *, language: str) -> bytes:
    """The PDF of one template in `language`; raises what the template or a forbidden address raises."""
    with override(language):
        page = render_to_string(template, {**context, "print_language": language})
    return from_html(page)


def from_html(page: str) -> bytes:
    """The PDF of a finished page that we wrote ourselves (never of markup that came from outside)."""
    from weasyprint import HTML

    with _ONE_AT_A_TIME:  # Pango's font map is not made for several threads
        fetcher, fonts, sheet = _house()
        document = HTML(string=page, base_url=_HERE, url_fetcher=fetcher)
        return bytes(document.write_pdf(font_config=fonts, stylesheets=[sheet], pdf_variant="pdf/ua-1"))


def missing_characters(text: str) -> set[str]:
    """Characters of `text` that the bundled fonts cannot draw."""
    return {character for character in text if ord(character) not in _covered() and not character.isspace()}


@cache
def _house() -> tuple[Any, Any, Any]:
    """The fetcher, the font configuration and the house style of this process."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnFilesOnly(URLFetcher):
        """Opens data addresses, bundled fonts and static files; everything else is a mistake."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith("data:"):
                return super().fetch(url, headers)
            path = _own_file(url)
            kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})

    atexit.register(_house.cache_clear)  # WeasyPrint keeps the fonts in a temporary folder until then
    fetcher = OwnFilesOnly(allowed_protocols={"data"}, allow_redirects=False, fail_on_errors=True)
    fonts = FontConfiguration()
    sheet = CSS(string=_house_style(), base_url=_HERE, url_fetcher=fetcher, font_config=fonts)
    return fetcher, fonts, sheet


def _house_style() -> str:
    faces = [
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; src: url("{path.as_uri()}") }}'
        for (family, weight), path in _FACES.items()
    ]
    print_style = _static_file("css/print.css")
    return "\n".join([*faces, print_style.read_text(encoding="utf-8") if print_style else ""])


def _own_file(url: str) -> Path:
    """The file behind an address a page may use; raises ValueError for every other address."""
    if url in {path.as_uri() for path in _FACES.values()}:
        return Path(unquote(urlsplit(url).path))
    static = urlsplit(_HERE + settings.STATIC_URL.lstrip("/")).geturl()
    name = unquote(urlsplit(url).path)[len(urlsplit(static).path) :]
    if url.startswith(static) and (path := _static_file(name)):
        return path
    raise ValueError(f"not a file of ours: {url[:200]}")


def _static_file(name: str) -> Path | None:
    if ".." in name.split("/") or "\\" in name:
        return None
    found = finders.find(name)
    if isinstance(found, str):
        return Path(found)
    if settings.STATIC_ROOT and staticfiles_storage.exists(name):  # a hashed name, in production
        return Path(staticfiles_storage.path(name))
    return None


@cache
def _covered() -> frozenset[int]:
    from fontTools.ttLib import TTFont

    covered: set[int] = set()
    for family in _FAMILIES:
        with TTFont(_FACES[family, 400], lazy=True) as font:
            covered.update(font.getBestCmap())
    return frozenset(covered)
