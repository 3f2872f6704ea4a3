import contextlib
import io
import socket
import time

import pytest
from pypdf import PdfReader
from weasyprint.urls import FatalURLFetchingError

from portal.documents import pdf, qr

PAGE = (
    '<!doctype html><html lang="zh-Hans"><head><title>{title}</title>{head}</head><body>{body}</body></html>'
)
ONE_DOT = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="  # noqa: E501


def page(body="<p>陈䶮</p>", head="", title="驾驶证"):
    return PAGE.format(body=body, head=head, title=title)


def text_of(content):
    return "".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(content)).pages)


def test_rare_characters_are_printed_and_can_be_selected():
    content = pdf.from_html(page("<h1>陈䶮 㛃 𬭳</h1><p>Xi'an · Ürümqi</p>"))

    assert content.startswith(b"%PDF-")
    assert "陈䶮 㛃 𬭳" in text_of(content)
    assert "Ürümqi" in text_of(content)
    assert len(content) < 200_000


def test_only_the_bundled_fonts_are_embedded():
    reader = PdfReader(io.BytesIO(pdf.from_html(page("<p>普通</p><b>粗体 bold</b>"))))

    fonts = {font.get_object()["/BaseFont"] for font in reader.pages[0]["/Resources"]["/Font"].values()}

    assert len(fonts) == 2
    assert all("Noto-Sans-SC" in name or "NotoSansSC" in name for name in fonts), fonts


def test_the_document_is_tagged_and_names_its_language_and_title():
    root = PdfReader(io.BytesIO(pdf.from_html(page()))).trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "zh-Hans"
    assert b"pdfuaid" in root["/Metadata"].get_data()


def test_a_template_is_rendered_in_the_language_asked_for(tmp_path, settings):
    (tmp_path / "slip.html").write_text(
        "{% load i18n %}{% get_current_language as code %}" + page("<p>{{ code }} {{ name }}</p>"),
        encoding="utf-8",
    )
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]

    content = pdf.render("slip.html", {"name": "<b>陈</b>"}, language="en")

    assert "en <b>陈</b>" in text_of(content)


def test_a_drawn_code_and_a_data_picture_are_allowed():
    content = pdf.from_html(page(f'<div style="width:3cm">{qr.svg("A")}</div><img alt="" src="{ONE_DOT}">'))
    assert content.startswith(b"%PDF-")


def test_static_files_are_found(tmp_path, settings):
    (tmp_path / "slip.css").write_text("p::after { content: '印' }", encoding="utf-8")
    settings.STATICFILES_DIRS = [tmp_path]
    pdf.finders.get_finder.cache_clear()

    content = pdf.from_html(page(head='<link rel="stylesheet" href="/static/slip.css">'))

    pdf.finders.get_finder.cache_clear()
    assert "陈䶮印" in text_of(content)


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:9/x.png",
        "https://example.com/x.png",
        "//127.0.0.1:9/x.png",
        "file:///etc/passwd",
        "/etc/passwd",
        "/static/../portal/settings/base.py",
        "/static/%2e%2e/manage.py",
        "/static//etc/passwd",
        "/media/x.png",
        "ftp://127.0.0.1:9/x.png",
    ],
)
@pytest.mark.parametrize(
    "use",
    [
        '<img alt="" src="{}">',
        '<p style="background: url({})">x</p>',
        '<object data="{}">x</object>',
        '<link rel="stylesheet" href="{}">',
        '<link rel="attachment" href="{}">',
    ],
)
def test_any_other_address_stops_the_rendering(address, use):
    with pytest.raises(FatalURLFetchingError):
        pdf.from_html(page(use.format(address)))


@pytest.mark.parametrize(
    "use",
    [
        '<img alt="" src="{}">',
        '<svg width="9" height="9"><image href="{}" width="9" height="9"/></svg>',
        '<svg width="9" height="9"><use href="{}#a"/></svg>',
        '<style>@import "{}"; @font-face {{ font-family: x; src: url("{}") }} p {{ font-family: x }}</style>',
    ],
)
def test_nobody_is_ever_called(use):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.05)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/x"

        with contextlib.suppress(FatalURLFetchingError):
            pdf.from_html(page(use.format(address, address)))

        with pytest.raises(TimeoutError):
            listener.accept()


def test_the_house_style_is_applied():
    reader = PdfReader(io.BytesIO(pdf.from_html(page())))

    assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == [595, 842]
    assert "1 / 1" in text_of(pdf.from_html(page()))


def test_a_warm_page_takes_a_fraction_of_a_second():
    pdf.from_html(page())

    started = time.process_time()
    pdf.from_html(page("<h1>机动车驾驶证</h1>" + "<p>姓名 陈䶮</p>" * 20))

    assert time.process_time() - started < 1.0


def test_characters_without_a_glyph_are_named():
    assert pdf.missing_characters("陈䶮 㛃𬭳 Ab·") == set()
    assert pdf.missing_characters("ئابدۇراخمان ھېيت བཀྲ་ཤིས་དོན་གྲུབ") == set()
    assert pdf.missing_characters("𠮷田") == {"𠮷"}
