import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.base32 import decode, encode


@given(st.binary(max_size=300))
def test_every_byte_string_comes_back(content):
    assert decode(encode(content)) == content


@given(st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ234567=01 abc", max_size=40))
def test_a_text_is_refused_or_is_the_only_spelling_of_its_bytes(text):
    try:
        content = decode(text)
    except ValueError:
        return
    assert encode(content) == text


@given(st.text(max_size=60))
def test_any_text_is_answered_without_another_error(text):
    try:
        decode(text)
    except ValueError:
        pass


@pytest.mark.parametrize(
    "text", ["MY======", "my", "M Y", "M", "MYA", "MZ", "M1", "MY\n", "\x00", "ＭＹ", "M="]
)
def test_a_second_spelling_is_refused(text):
    assert decode("MY") == b"f"
    with pytest.raises(ValueError, match="base32"):
        decode(text)


def test_it_is_the_usual_base32():
    assert base64.b32decode(encode(b"portal") + "======") == b"portal"
