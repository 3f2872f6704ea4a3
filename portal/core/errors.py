"""The only way a rule says no: a code, the facts behind it and a sentence for people."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise

_SENTENCES: dict[str, str | Promise] = {}


def register_sentences(sentences: Mapping[str, str | Promise]) -> None:
    """Add the sentences people read for refusal codes; called from `AppConfig.ready()`.

    Sentences are lazy translations with named placeholders that the facts fill in.
    """
    _SENTENCES.update(sentences)


class RuleViolation(Exception):
    """A rule refused. `code` is stable and machine-readable, `facts` fill the sentence."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

    @property
    def sentence(self) -> str:
        """What a person reads, in the language active now; the bare code when none is registered."""
        text = str(_SENTENCES.get(self.code, self.code))
        return text % self.facts if self.facts and "%(" in text else text

    def __str__(self) -> str:
        return f"{self.code} {self.facts}" if self.facts else self.code
