"""Plate numbers after GA 36: read, judged by their type, kept in one form, shown in another.

The register keeps a trailer's number without 挂 and an embassy's as 使012345; the plate on the vehicle shows
苏B·1234挂 and 012345使.
"""

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.core.errors import RuleViolation
from vehicles.codes import PlateType

PROVINCES = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新"
ELECTRIC, OTHER_NEW_ENERGY = "DABCE", "FGHJK"
_SIGN = "[0-9A-HJ-NP-Z]"
_OFFICE = f"[{PROVINCES}][A-HJ-NP-Z]"
_GREEN = f"[{ELECTRIC}{OTHER_NEW_ENERGY}]"
_USUAL = f"{_OFFICE}{_SIGN}{{5}}"
_FORMS: dict[str, str] = {
    **dict.fromkeys(("01", "02", "05", "06", "07", "08", "11", "12", "13", "25"), _USUAL),
    **dict.fromkeys(("03", "09"), "使[0-9]{6}"),
    **dict.fromkeys(("04", "10"), f"{_OFFICE}{_SIGN}{{4}}领"),
    "14": f"[{PROVINCES}][0-9A-Z]{{5,7}}",
    "15": f"{_OFFICE}{_SIGN}{{4}}",
    **dict.fromkeys(("16", "17"), f"{_OFFICE}{_SIGN}{{4}}学"),
    **dict.fromkeys(("18", "19"), f"{_OFFICE}{_SIGN}{{4}}试"),
    **dict.fromkeys(("20", "21", "22"), f"{_OFFICE}{_SIGN}{{4,6}}[临超]?"),
    **dict.fromkeys(("23", "24"), f"{_OFFICE}{_SIGN}{{4}}警"),
    "26": f"粤Z{_SIGN}{{4}}港",
    "27": f"粤Z{_SIGN}{{4}}澳",
    "51": f"{_OFFICE}[0-9]{{5}}{_GREEN}",
    "52": f"{_OFFICE}{_GREEN}{_SIGN}[0-9]{{4}}",
    "99": f"[{PROVINCES}A-Z0-9]{{4,15}}",
}
_JUDGES = {code: re.compile(form).fullmatch for code, form in _FORMS.items()}
_LOOSE = re.compile(f"[{PROVINCES}使][0-9A-Z]{{4,7}}[警学挂港澳领试临超]?").fullmatch
_BETWEEN = re.compile(r"[\s·•・.\-]")
_WIDE = {ord("０") + n: ord("0") + n for n in range(10)} | {ord("Ａ") + n: ord("A") + n for n in range(26)}
_ON_BLUE, _ON_YELLOW, _ON_BLACK, _ON_WHITE = "blue", "yellow", "black", "white"
_COLORS: dict[str, str] = {
    **dict.fromkeys(("01", "07", "13", "15", "16", "17", "18", "19", "25"), _ON_YELLOW),
    **dict.fromkeys(("02", "08"), _ON_BLUE),
    **dict.fromkeys(("03", "04", "05", "06", "09", "10", "11", "12", "26", "27"), _ON_BLACK),
    "14": "green",
    "51": "yellow-green",
    "52": "new-energy",
}
COLOR_NAMES: dict[str, Any] = {
    "blue": _("blue plate"),
    "yellow": _("yellow plate"),
    "black": _("black plate"),
    "white": _("white plate"),
    "green": _("green plate"),
    "yellow-green": _("yellow and green plate"),
    "new-energy": _("green plate"),
}


@dataclass(frozen=True, slots=True)
class Plate:
    """A plate as it is shown: `front` is what stands before the dot, `color` names its ground."""

    plate_type: str
    number: str
    front: str
    rest: str
    color: str

    @property
    def text(self) -> str:
        return f"{self.front}·{self.rest}" if self.front else self.rest

    @property
    def type_label(self) -> Any:
        return PlateType(self.plate_type).label

    @property
    def color_label(self) -> Any:
        return COLOR_NAMES[self.color]


def parse_plate(plate_type: str, text: str) -> str:
    """The number as the register keeps it; blanks, dots, dashes and full-width signs are forgiven.

    Raises RuleViolation: `plate_type_unknown`, `plate_wrong_type` (a plate, but not of this type),
    `plate_malformed`.
    """
    if plate_type not in _JUDGES:
        raise RuleViolation("plate_type_unknown")
    number = _BETWEEN.sub("", text.upper()).translate(_WIDE)
    if plate_type == PlateType.TRAILER:
        number = number.removesuffix("挂")
    if plate_type in (PlateType.EMBASSY, PlateType.EMBASSY_MOTORCYCLE) and number.endswith("使"):
        number = "使" + number[:-1]
    if _JUDGES[plate_type](number):
        return number
    raise RuleViolation("plate_wrong_type" if _LOOSE(number) else "plate_malformed")


def plate_of(plate_type: str, number: str) -> Plate:
    """How a stored number looks on the vehicle."""
    color = _COLORS.get(plate_type, _ON_WHITE)
    if number.startswith("使"):
        return Plate(plate_type, number, "", number[1:] + "使", color)
    tail = "挂" if plate_type == PlateType.TRAILER else ""
    return Plate(plate_type, number, number[:2], number[2:] + tail, color)
