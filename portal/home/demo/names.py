"""Names of people who do not exist, rare characters and long ones among them; ID numbers nobody can have."""

import random
from datetime import date

from portal.core.id_numbers import check_digit

FAMILIES = "陈王李张刘杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = {
    "1": (
        "伟",
        "强",
        "志远",
        "浩然",
        "建国",
        "明轩",
        "俊杰",
        "子墨",
        "文博",
        "宇航",
        "国栋",
        "一鸣",
        "天佑",
        "海涛",
    ),
    "2": (
        "芳",
        "静",
        "雨桐",
        "欣怡",
        "思琪",
        "梦洁",
        "晓燕",
        "诗涵",
        "佳宁",
        "若曦",
        "婉清",
        "丽华",
        "秀英",
        "子萱",
    ),
}
RARE = (
    ("陈垚翀", "1"),
    ("王䶮", "1"),
    ("马骉", "1"),
    ("阿依古丽·买买提", "2"),
    ("古丽尼格尔·阿卜杜热西提·麦麦提敏", "2"),
    ("次仁多吉", "1"),
    ("扎西旺堆·洛桑嘉措", "1"),
    ("尼格买提·热合曼", "1"),
    ("李𬭳", "1"),
    ("㛃媛", "2"),
    ("欧阳骎骎", "2"),
    ("巴特尔", "1"),
)


def crowd(count: int) -> list[tuple[str, str, date]]:
    """Name, sex (GB/T 2261) and birth date of so many people, always the same; the rare names come first."""
    chance = random.Random(20210601)  # noqa: S311 - the same people every time
    people = []
    for at in range(count):
        if at < len(RARE):
            name, gender = RARE[at]
        else:
            gender = chance.choice("12")
            name = chance.choice(FAMILIES) + chance.choice(GIVEN[gender])
        born = date(chance.randint(1958, 2006), chance.randint(1, 12), chance.randint(1, 28))
        people.append((name, gender, born))
    return people


def id_number(number: int, born: date, gender: str) -> str:
    """A number with the right check digit in the unassigned division 9901xx."""
    sequence = 2 * (number % 499 + 1) - (gender == "1")
    first17 = f"9901{number // 499:02}{born:%Y%m%d}{sequence:03}"
    return first17 + check_digit(first17)
