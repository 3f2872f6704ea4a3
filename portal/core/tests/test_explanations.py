"""Sentences after one another: each once, with the space of the reader's language."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from portal.core.explanations import joined, sentences


def test_chinese_sentences_have_no_space_between_and_english_ones_have():
    parts = [_("Please give your consent first."), "", _("Please give your consent first."), "甲。"]
    said = sentences(parts)

    with override("en"):
        assert str(said) == "Please give your consent first. 甲。"
    with override("zh-hans"):
        assert " " not in str(said)
        assert str(said).endswith("甲。")


def test_words_are_joined_each_once():
    assert str(joined(["B", "C", "B"], " · ")) == "B · C"
    assert joined(["B"], " · ") == "B"
