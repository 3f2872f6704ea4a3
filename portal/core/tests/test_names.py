import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.errors import RuleViolation
from portal.core.names import normalize_name, same_name, validate_name, with_code_points


@pytest.mark.parametrize(
    "name",
    [
        "陈䶮",
        "㛃",
        "𬭳",
        "𠮷田",
        "𱍊",
        "\U00031400\U00032100",
        "\U000323b0",
        "\U0002ebf0",
        "〇〇",
        "阿卜杜热合曼·买买提",
        "O'Brien-Smith",
        "José",
        "Nguyễn Văn A",
        "Ольга",
        "مۇھەممەت",
        "བསོད་ནམས་རྒྱལ་མཚན"[:6],
        "山田 太郎",
        "김",
        "葛\U000e0100",
    ],
)
def test_real_names_are_kept(name):
    assert validate_name(name) == unicodedata.normalize("NFC", name).replace("山田 太郎", "山田太郎")


@pytest.mark.parametrize("dot", list("·‧•・･∙⋅．."))
def test_every_kind_of_inner_dot_becomes_one(dot):
    assert validate_name(f"阿凡提{dot}买买提") == "阿凡提·买买提"
    assert validate_name(f"阿凡提 {dot} 买买提") == "阿凡提·买买提"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  陈\u3000䶮 ", "陈䶮"),
        ("John   Smith", "John Smith"),
        ("Jose\u0301", "José"),
        ("D’Arc", "D'Arc"),
        ("A\u2010B", "A-B"),
    ],
)
def test_blanks_and_look_alikes_have_one_spelling(typed, kept):
    assert normalize_name(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "陈\u202e䶮",
        "陈\u200b",
        "\ufeff陈",
        "陈\u200d䶮",
        "陈\u200e",
        "陈\u0000",
        "陈\n䶮",
        "陈\t",
        "陈1",
        "陈１",
        "陈😀",
        "<b>",
        "=1",
        "陈;",
        "陈\ue863",
        "·陈",
        "陈·",
        "陈··䶮",
        "-",
        "'",
        "\u0301",
        "⿰氵陈",
        "陈\ud800",
        "\U0002fffe",
    ],
)
def test_what_cannot_be_a_name_is_refused(typed):
    assert refusal(typed) == "name_characters"


@pytest.mark.parametrize("typed", ["", "   ", "\u3000"])
def test_a_missing_name_has_its_own_reason(typed):
    assert refusal(typed) == "name_missing"


def test_fifty_characters_are_a_name_and_one_more_is_not():
    assert validate_name("陈" * 50) == "陈" * 50
    assert refusal("陈" * 51) == "name_too_long"
    assert refusal("陈" * 10_000_000) == "name_too_long"


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("阿凡提·买买提", "阿凡提•买买提", True),
        ("JOHN SMITH", "John  Smith", True),
        ("葛\U000e0100", "葛", True),
        ("陈 䶮", "陈䶮", True),
        ("吉田", "𠮷田", False),
        ("陈䶮", "陈龑", False),
        ("", "陈", False),
    ],
)
def test_the_same_name_is_recognized(left, right, same):
    assert same_name(left, right) is same


@given(st.text(max_size=80))
def test_normalizing_twice_changes_nothing(text):
    once = normalize_name(text)
    assert normalize_name(once) == once


@given(st.text(max_size=80))
def test_any_text_is_a_name_or_is_refused(text):
    if refusal(text) is None:
        assert validate_name(validate_name(text)) == validate_name(text)
        assert not any(
            unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Nd"}
            for character in validate_name(text)
        )


def refusal(text):
    try:
        validate_name(text)
    except RuleViolation as no:
        return no.code
    return None


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("陈U+4DAE", "陈䶮"),
        ("陈u+4dae", "陈䶮"),
        ("陈 U+4DAE U+2CB73 ", "陈䶮\U0002cb73"),
        ("陈U＋4DAE", "陈䶮"),
        ("U+9648䶮", "陈䶮"),
    ],
)
def test_a_character_no_keyboard_has_is_written_by_its_number(typed, name):
    assert validate_name(with_code_points(typed)) == name


@pytest.mark.parametrize(
    "typed", ["陈U+D800", "陈U+110000", "陈U+0041", "陈U+12", "陈U+4DAE0000", "陈U+200B"]
)
def test_a_number_that_names_no_letter_is_no_name(typed):
    with pytest.raises(RuleViolation):
        validate_name(with_code_points(typed))
