"""What an act, a credential or a grant is about, as one short string such as `license:42`."""

from typing import NamedTuple


class Subject(NamedTuple):
    """A kind of thing and its stable reference; never a name or an ID number."""

    kind: str
    ref: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.ref}"

    @classmethod
    def parse(cls, text: str) -> "Subject":
        """Read `kind:ref` back; raises ValueError when there is no colon."""
        kind, colon, ref = text.partition(":")
        if not colon:
            raise ValueError(f"not a subject: {text!r}")
        return cls(kind, ref)
