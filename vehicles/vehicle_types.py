"""车辆类型 of GA/T 16.4 with the size classes of GA 802: each code in both languages."""

from collections.abc import Iterator, Mapping

from portal.core.languages import is_chinese

Names = tuple[str, str]
_BUSES: dict[str, Names] = {
    "1": ("普通客车", "ordinary bus"),
    "2": ("双层客车", "double-deck bus"),
    "3": ("卧铺客车", "sleeper bus"),
    "4": ("铰接客车", "articulated bus"),
    "5": ("越野客车", "off-road bus"),
    "6": ("轿车", "saloon car"),
    "7": ("专用客车", "special-purpose bus"),
    "8": ("专用校车", "school bus"),
}
_CARS: dict[str, Names] = {
    "1": ("普通客车", "passenger car"),
    "2": ("越野客车", "off-road car"),
    "3": ("轿车", "saloon car"),
    "4": ("专用客车", "special-purpose car"),
    "8": ("专用校车", "school bus"),
    "9": ("面包车", "van for passengers"),
}
_TRUCKS: dict[str, Names] = {
    "1": ("普通货车", "ordinary truck"),
    "2": ("厢式货车", "box truck"),
    "3": ("封闭货车", "closed truck"),
    "4": ("罐式货车", "tank truck"),
    "5": ("平板货车", "flatbed truck"),
    "6": ("集装厢车", "container truck"),
    "7": ("自卸货车", "tipper truck"),
    "8": ("特殊结构货车", "truck of special structure"),
    "9": ("仓栅式货车", "stake truck"),
    "A": ("车辆运输车", "vehicle transporter"),
    "B": ("厢式自卸货车", "box tipper"),
    "C": ("罐式自卸货车", "tank tipper"),
    "D": ("平板自卸货车", "flatbed tipper"),
    "E": ("集装厢自卸货车", "container tipper"),
    "F": ("特殊结构自卸货车", "tipper of special structure"),
    "G": ("仓栅式自卸货车", "stake tipper"),
}
_MINI_TRUCKS: dict[str, Names] = {
    "1": _TRUCKS["1"],
    "2": _TRUCKS["2"],
    "3": _TRUCKS["3"],
    "4": _TRUCKS["4"],
    "5": _TRUCKS["7"],
    "6": _TRUCKS["8"],
    "7": _TRUCKS["9"],
    "A": _TRUCKS["B"],
    "B": _TRUCKS["C"],
    "C": _TRUCKS["F"],
}
_SLOW_TRUCKS: dict[str, Names] = {
    "1": _TRUCKS["1"],
    "2": _TRUCKS["2"],
    "3": _TRUCKS["4"],
    "4": _TRUCKS["7"],
    "5": _TRUCKS["9"],
    "B": _TRUCKS["B"],
    "C": _TRUCKS["C"],
}
_SEMI_TRAILERS: dict[str, Names] = {
    "1": ("普通半挂车", "ordinary semi-trailer"),
    "2": ("厢式半挂车", "box semi-trailer"),
    "3": ("罐式半挂车", "tank semi-trailer"),
    "4": ("平板半挂车", "flatbed semi-trailer"),
    "5": ("集装箱半挂车", "container semi-trailer"),
    "6": ("自卸半挂车", "tipper semi-trailer"),
    "7": ("特殊结构半挂车", "semi-trailer of special structure"),
    "8": ("仓栅式半挂车", "stake semi-trailer"),
    "9": ("旅居半挂车", "caravan semi-trailer"),
    "A": ("专项作业半挂车", "special-work semi-trailer"),
    "B": ("低平板半挂车", "low-bed semi-trailer"),
    "C": ("车辆运输半挂车", "vehicle-transport semi-trailer"),
}
_TRAILERS: dict[str, Names] = {
    "1": ("普通全挂车", "ordinary trailer"),
    "2": ("厢式全挂车", "box trailer"),
    "3": ("罐式全挂车", "tank trailer"),
    "4": ("平板全挂车", "flatbed trailer"),
    "5": ("集装箱全挂车", "container trailer"),
    "6": ("自卸全挂车", "tipper trailer"),
    "7": ("仓栅式全挂车", "stake trailer"),
    "8": ("旅居挂车", "caravan"),
    "9": ("专项作业挂车", "special-work trailer"),
}
_TRACTORS: dict[str, Names] = {
    "1": ("半挂牵引车", "semi-trailer tractor"),
    "2": ("全挂牵引车", "full-trailer tractor"),
}
_WORK: dict[str, Names] = {
    "1": ("非载货专项作业车", "special-work vehicle without load"),
    "2": ("载货专项作业车", "special-work vehicle with load"),
}
_HEAVY, _MEDIUM, _LIGHT = ("重型", "Heavy"), ("中型", "Medium"), ("轻型", "Light")
_LARGE, _SMALL, _MINI, _SLOW = ("大型", "Large"), ("小型", "Small"), ("微型", "Mini"), ("低速", "Low-speed")
_FAMILIES: tuple[tuple[str, Names, Mapping[str, Names]], ...] = (
    ("K1", _LARGE, _BUSES),
    ("K2", _MEDIUM, _BUSES),
    ("K3", _SMALL, _CARS),
    ("K4", _MINI, {code: _CARS[code] for code in "1239"}),
    ("H1", _HEAVY, _TRUCKS),
    ("H2", _MEDIUM, _TRUCKS),
    ("H3", _LIGHT, {code: names for code, names in _TRUCKS.items() if code not in "6E"}),
    ("H4", _MINI, _MINI_TRUCKS),
    ("H5", _SLOW, _SLOW_TRUCKS),
    ("Q1", _HEAVY, _TRACTORS),
    ("Q2", _MEDIUM, _TRACTORS),
    ("Q3", _LIGHT, _TRACTORS),
    ("Z1", _LARGE, _WORK),
    ("Z2", _MEDIUM, _WORK),
    ("Z3", _SMALL, _WORK),
    ("B1", _HEAVY, _SEMI_TRAILERS),
    ("B2", _MEDIUM, _SEMI_TRAILERS),
    ("B3", _LIGHT, _SEMI_TRAILERS),
    ("G1", _HEAVY, _TRAILERS),
    ("G2", _MEDIUM, _TRAILERS),
    ("G3", _LIGHT, _TRAILERS),
)
_SINGLE: dict[str, Names] = {
    "D11": ("无轨电车", "Trolleybus"),
    "D12": ("有轨电车", "Tram"),
    "M11": ("普通正三轮摩托车", "Ordinary three-wheeled motorcycle"),
    "M12": ("轻便正三轮摩托车", "Three-wheeled moped"),
    "M13": ("正三轮载客摩托车", "Three-wheeled passenger motorcycle"),
    "M14": ("正三轮载货摩托车", "Three-wheeled cargo motorcycle"),
    "M15": ("侧三轮摩托车", "Motorcycle with sidecar"),
    "M21": ("普通二轮摩托车", "Ordinary two-wheeled motorcycle"),
    "M22": ("轻便二轮摩托车", "Two-wheeled moped"),
    "N11": ("三轮汽车", "Three-wheeled vehicle"),
    "J11": ("轮式装载机械", "Wheeled loader"),
    "J12": ("轮式挖掘机械", "Wheeled excavator"),
    "J13": ("轮式平地机械", "Wheeled grader"),
    "T11": ("大型轮式拖拉机", "Large wheeled tractor"),
    "T21": ("小型轮式拖拉机", "Small wheeled tractor"),
    "T22": ("手扶拖拉机", "Walking tractor"),
    "T23": ("手扶变形运输机", "Walking tractor for transport"),
    "X99": ("其它", "Other vehicle"),
}


def _all() -> Iterator[tuple[str, Names]]:
    for prefix, size, bodies in _FAMILIES:
        for code, body in bodies.items():
            yield prefix + code, (size[0] + body[0], f"{size[1]} {body[1]}")
    yield from _SINGLE.items()


VEHICLE_TYPES: dict[str, Names] = dict(_all())


def vehicle_type_name(code: str) -> str:
    """The name of a code in the language active now; the code itself when it is not known."""
    names = VEHICLE_TYPES.get(code)
    if names is None:
        return code
    return names[0] if is_chinese() else names[1]
