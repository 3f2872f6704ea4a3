"""Which vehicles the demonstration has: every state once, in a plate range no office gives out (苏Z)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.home.demo.cities import CLOSED, OPEN

CAR = {"vehicle_type": "K33", "brand": "示范牌", "model": "SF7150A", "seats": 5, "gross_mass": 1890}
ELECTRIC = {**CAR, "brand": "样本牌", "model": "YB7001EV", "fuels": "C", "colors": "H", "power": 150}
LIGHT_TRUCK = {
    "vehicle_type": "H32",
    "brand": "样本牌",
    "model": "YB5041XXYEV",
    "fuels": "C",
    "use_character": "F",
    "seats": 3,
    "gross_mass": 4495,
    "curb_mass": 2900,
    "load_mass": 1400,
}
HEAVY_TRUCK = {
    "vehicle_type": "H17",
    "brand": "示范牌",
    "model": "SF3250",
    "fuels": "B",
    "use_character": "F",
    "colors": "E",
    "seats": 3,
    "gross_mass": 25000,
    "curb_mass": 12500,
    "load_mass": 12370,
    "axles": 3,
}


@dataclass(frozen=True, slots=True)
class Car:
    """One vehicle; day numbers count from today. `later` is what the register has learned since the issue."""

    key: str
    owner: str
    plate_type: str
    plate_number: str
    kind: Mapping[str, Any] = field(default_factory=lambda: CAR)
    issued: bool = True
    inspection: int = 300
    insured: int | None = 180
    later: str = ""
    burdens: tuple[str, ...] = ()
    city: str = OPEN
    note: str = ""


GARAGE = (
    Car("car_normal", "owner_normal", "02", "苏Z10001", note="状态正常 · in order"),
    Car(
        "car_mortgaged",
        "owner_normal",
        "52",
        "苏ZD10002",
        ELECTRIC,
        burdens=("mortgage",),
        note="抵押 · mortgaged",
    ),
    Car(
        "car_overdue",
        "owner_normal",
        "02",
        "苏Z10003",
        issued=False,
        inspection=-20,
        insured=-5,
        note="逾期未检验，仍可申领 · overdue",
    ),
    Car(
        "car_stolen",
        "owner_normal",
        "02",
        "苏Z10004",
        issued=False,
        later="C",
        note="被盗抢，不予核发 · stolen",
    ),
    Car(
        "truck_light_new_energy",
        "truck_driver",
        "52",
        "苏ZF10005",
        LIGHT_TRUCK,
        note="新能源轻型货车 · light truck",
    ),
    Car("truck_heavy", "truck_driver", "01", "苏Z10006", HEAVY_TRUCK, note="重型自卸货车 · heavy truck"),
    Car("", "driver_normal", "02", "苏Z10007", issued=False, note="可以申领 · may apply"),
    Car(
        "",
        "driver_closed_city",
        "02",
        "苏Z10008",
        issued=False,
        city=CLOSED,
        note="发证地尚未开通 · city not open",
    ),
    Car(
        "",
        "friend",
        "02",
        "苏Z10009",
        burdens=("violation", "violation", "accident"),
        note="有违法和事故 · open items",
    ),
    Car(
        "",
        "accident_party",
        "02",
        "苏Z10010",
        burdens=("pledge", "seizure"),
        note="质押、查封 · pledged, seized",
    ),
)
# What became of vehicles of the crowd after their license was issued: one for each letter that is left.
LETTERS = "BDEFHJKLMNOPGIQ"
FLEET = ("A", "A", "G", "Q", "A", "L")
