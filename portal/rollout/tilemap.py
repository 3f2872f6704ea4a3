"""The provinces as a map of equal tiles: position, short name and how far a service has come there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from portal.core.languages import is_chinese
from portal.rollout.cards import ProvinceFigures

SIDE, GAP = 40, 4
# province code: column, row, one character, two letters (GB/T 2260)
_PLACES = {
    "230000": (7, 0, "黑", "HL"),
    "150000": (5, 1, "蒙", "NM"),
    "220000": (7, 1, "吉", "JL"),
    "650000": (0, 2, "新", "XJ"),
    "620000": (2, 2, "甘", "GS"),
    "640000": (3, 2, "宁", "NX"),
    "140000": (4, 2, "晋", "SX"),
    "130000": (5, 2, "冀", "HE"),
    "110000": (6, 2, "京", "BJ"),
    "210000": (7, 2, "辽", "LN"),
    "630000": (2, 3, "青", "QH"),
    "610000": (3, 3, "陕", "SN"),
    "410000": (4, 3, "豫", "HA"),
    "370000": (5, 3, "鲁", "SD"),
    "120000": (6, 3, "津", "TJ"),
    "540000": (1, 4, "藏", "XZ"),
    "510000": (2, 4, "川", "SC"),
    "500000": (3, 4, "渝", "CQ"),
    "420000": (4, 4, "鄂", "HB"),
    "340000": (5, 4, "皖", "AH"),
    "320000": (6, 4, "苏", "JS"),
    "310000": (7, 4, "沪", "SH"),
    "530000": (2, 5, "云", "YN"),
    "520000": (3, 5, "贵", "GZ"),
    "430000": (4, 5, "湘", "HN"),
    "360000": (5, 5, "赣", "JX"),
    "330000": (6, 5, "浙", "ZJ"),
    "450000": (3, 6, "桂", "GX"),
    "440000": (4, 6, "粤", "GD"),
    "350000": (5, 6, "闽", "FJ"),
    "710000": (7, 6, "台", "TW"),
    "460000": (3, 7, "琼", "HI"),
    "820000": (4, 7, "澳", "MO"),
    "810000": (5, 7, "港", "HK"),
}


@dataclass(frozen=True, slots=True)
class Tile:
    """One province: `look` is none, planned, some or all; without a code it takes no part in the rollout."""

    code: str
    short: str
    name: str
    x: int
    y: int
    look: str
    open: int = 0
    cities: int = 0

    @property
    def middle(self) -> int:
        return self.x + SIDE // 2


@dataclass(frozen=True, slots=True)
class TileMap:
    tiles: Sequence[Tile]
    width: int
    height: int
    side: int = SIDE


def tile_map(provinces: Iterable[ProvinceFigures]) -> TileMap:
    """Every province in its place. No statement."""
    figures = {province.code: province for province in provinces}
    chinese = is_chinese()
    tiles = []
    for code, (column, row, character, letters) in _PLACES.items():
        place = (column * (SIDE + GAP), row * (SIDE + GAP))
        short, province = character if chinese else letters, figures.get(code)
        if province is None:
            tiles.append(Tile("", short, "", *place, "outside"))
        else:
            look = _look(province)
            tiles.append(Tile(code, short, province.name, *place, look, province.open, province.cities))
    columns = max(place[0] for place in _PLACES.values()) + 1
    rows = max(place[1] for place in _PLACES.values()) + 1
    return TileMap(tiles, columns * (SIDE + GAP), rows * (SIDE + GAP))


def _look(province: ProvinceFigures) -> str:
    if province.open == province.cities:
        return "all"
    if province.open:
        return "some"
    return "planned" if province.planned else "none"
