"""Nothing is left without words: each letter, each reason, each refusal code of this line."""

import re
from pathlib import Path

import pytest
from django.utils import translation

from licenses.codes import StatusLetter
from licenses.standing import GRAVEST_FIRST
from licenses.wording import LETTERS, REFUSALS, REFUSE_REASONS, SEND_BACK_REASONS, Reason, explain
from portal.core.errors import RuleViolation

LINE = Path(__file__).parents[1]


def test_every_letter_has_words_and_a_rank():
    assert set(LETTERS) == set(StatusLetter.values)
    assert set(GRAVEST_FIRST) | {"A"} == set(StatusLetter.values)
    assert len(GRAVEST_FIRST) == len(set(GRAVEST_FIRST))


def test_every_reason_is_used_and_every_refusal_is_explained():
    assert {*SEND_BACK_REASONS, *REFUSE_REASONS} == set(Reason)
    assert set(REFUSE_REASONS) <= set(REFUSALS)


@pytest.mark.parametrize("code", sorted(map(str, REFUSALS)))
def test_an_explanation_is_whole(code):
    with translation.override("en"):
        explained = explain(RuleViolation(code))

        assert str(explained.sentence).endswith(".")
        assert str(explained.advice).endswith(".")


def test_every_code_that_this_line_raises_has_a_sentence():
    source = "".join(path.read_text() for path in (LINE / "applying").glob("*.py"))
    facts = {"attempts": 3, "officer": "x", "was": "a", "to": "b"}

    with translation.override("en"):
        for code in set(re.findall(r'RuleViolation\("(\w+)"', source)):
            assert RuleViolation(code, **facts).sentence != code, code
