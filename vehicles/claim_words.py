"""Claims about a vehicle as people read them: words instead of codes."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from vehicles.codes import Color, Fuel, PlateType, StatusLetter, UseCharacter, labels_of
from vehicles.vehicle_types import vehicle_type_name

_WORDS: dict[str, Callable[[Any], str]] = {
    "plate_type": lambda code: str(PlateType(code).label),
    "type": vehicle_type_name,
    "use": lambda code: str(UseCharacter(code).label),
    "color": lambda codes: labels_of(codes, Color),
    "fuel": lambda codes: labels_of(codes, Fuel),
    "status": lambda letters: " · ".join(
        str(StatusLetter(letter).label) for letter in letters if letter != StatusLetter.NORMAL
    ),
}


def said(name: str, value: Any) -> str:
    """The value in the language active now."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return _WORDS[name](value) if name in _WORDS else str(value)
