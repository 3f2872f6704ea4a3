"""Claims about a driver's license as people read them."""

from typing import Any

from licenses.codes import StatusLetter
from licenses.standing import POINTS_OF_A_CYCLE


def points_said(points: int) -> str:
    """The points of the cycle, and at how many it ends driving (Order 162, article 71)."""
    return f"{points}/{POINTS_OF_A_CYCLE}"


def said(name: str, value: Any) -> str:
    """The value in the language active now."""
    if name == "status":
        letters = [letter for letter in value if letter != StatusLetter.NORMAL]
        return " · ".join(str(StatusLetter(letter).label) for letter in letters)
    if name == "points":
        return points_said(value)
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)
