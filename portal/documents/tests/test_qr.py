import io
import re

import pytest
from PIL import Image

from portal.documents import qr
from tests.barcodes import qr_codes_in

CODE = "HTTPS://127.0.0.1:8000/V/" + "A2B3C4D5" * 28 + "A2B3C"


def test_an_independent_reader_reads_the_picture_back():
    for text in (CODE, "陈䶮 𬭳", "x"):
        picture = Image.open(io.BytesIO(qr.png(text)))
        assert qr_codes_in(picture) == [text]


def test_the_code_of_the_portal_stays_coarse_enough():
    assert len(CODE) == 254
    assert qr.version(CODE) == 9
    assert qr.version(CODE.lower()) > 10


def test_the_svg_needs_no_style_no_script_and_no_name_space():
    drawn = qr.svg(CODE)

    assert re.match(r'<svg [^>]*class="qr"', drawn)
    assert 'viewBox="0 0 57 57"' in drawn
    assert 'stroke="#000"' in drawn
    assert not re.search(r"style=|<script|width=|height=|<\?xml|href", drawn)


def test_a_scale_gives_it_a_size():
    assert 'width="171" height="171"' in qr.svg(CODE, scale=3)


def test_text_never_becomes_markup():
    assert "<b>" not in qr.svg("<b>\"'&")


def test_a_code_too_fine_to_scan_is_a_mistake():
    with pytest.raises(ValueError, match="version 9"):
        qr.svg(CODE, version_max=8)
    with pytest.raises(ValueError, match="too much text"):
        qr.version("A" * 5000)
