"""Claims about a driver's license as people read them."""

from typing import Any

from licenses.codes import StatusLetter


def said(name: str, value: Any) -> str:
    """The value in the language active now."""
    if name == "status":
        letters = [letter for letter in value if letter != StatusLetter.NORMAL]
        return " · ".join(str(StatusLetter(letter).label) for letter in letters)
    if name == "points":
        return f"{value}/12"
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)
