#!/usr/bin/env python3
"""Turns the npm package @vant/area-data into portal/rollout/data/cities.csv.

Run once when divisions change, in an environment of its own:

    npm install --prefix /tmp/area @vant/area-data@2.1.0
    python3 -m venv /tmp/area/venv && /tmp/area/venv/bin/pip install pypinyin==0.55.0
    /tmp/area/venv/bin/python scripts/make_cities.py /tmp/area/node_modules/@vant/area-data

A city here is what a rollout can switch on: the municipalities, the prefecture-level units and the
county-level units that a province administers directly. Hong Kong, Macau and Taiwan are not in the package's
scope of use here; placeholder rows and development zones are left out.
"""

import csv
import json
import re
import subprocess
import sys
from pathlib import Path

from pypinyin import Style, lazy_pinyin

TARGET = Path(__file__).resolve().parents[1] / "portal" / "rollout" / "data" / "cities.csv"
COLUMNS = ("code", "name", "name_en", "province_code", "province_name", "province_name_en", "kind")
MUNICIPALITIES = ("11", "12", "31", "50")
OUTSIDE = ("71", "81", "82")

PROVINCES = {
    "11": "Beijing", "12": "Tianjin", "13": "Hebei", "14": "Shanxi", "15": "Inner Mongolia",
    "21": "Liaoning", "22": "Jilin", "23": "Heilongjiang", "31": "Shanghai", "32": "Jiangsu",
    "33": "Zhejiang", "34": "Anhui", "35": "Fujian", "36": "Jiangxi", "37": "Shandong",
    "41": "Henan", "42": "Hubei", "43": "Hunan", "44": "Guangdong", "45": "Guangxi",
    "46": "Hainan", "50": "Chongqing", "51": "Sichuan", "52": "Guizhou", "53": "Yunnan",
    "54": "Xizang", "61": "Shaanxi", "62": "Gansu", "63": "Qinghai", "64": "Ningxia", "65": "Xinjiang",
}  # fmt: skip

# Names with an official romanization of their own, and readings that a dictionary gets wrong.
OVERRIDES = {
    "呼和浩特市": "Hohhot", "鄂尔多斯市": "Ordos", "呼伦贝尔市": "Hulunbuir", "巴彦淖尔市": "Bayannur",
    "乌兰察布市": "Ulanqab", "兴安盟": "Hinggan League", "锡林郭勒盟": "Xilingol League",
    "阿拉善盟": "Alxa League", "齐齐哈尔市": "Qiqihar", "哈尔滨市": "Harbin",
    "大兴安岭地区": "Da Hinggan Ling Prefecture", "六安市": "Lu'an", "吕梁市": "Lüliang",
    "长治市": "Changzhi", "朝阳市": "Chaoyang", "漯河市": "Luohe",
    "拉萨市": "Lhasa", "日喀则市": "Xigazê", "昌都市": "Qamdo", "林芝市": "Nyingchi", "那曲市": "Nagqu",
    "阿里地区": "Ngari Prefecture", "乌鲁木齐市": "Ürümqi", "克拉玛依市": "Karamay", "吐鲁番市": "Turpan",
    "哈密市": "Hami", "阿克苏地区": "Aksu Prefecture", "喀什地区": "Kashgar Prefecture",
    "和田地区": "Hotan Prefecture", "塔城地区": "Tacheng Prefecture", "阿勒泰地区": "Altay Prefecture",
    "延边朝鲜族自治州": "Yanbian Korean Autonomous Prefecture",
    "恩施土家族苗族自治州": "Enshi Tujia and Miao Autonomous Prefecture",
    "湘西土家族苗族自治州": "Xiangxi Tujia and Miao Autonomous Prefecture",
    "阿坝藏族羌族自治州": "Aba Tibetan and Qiang Autonomous Prefecture",
    "甘孜藏族自治州": "Garzê Tibetan Autonomous Prefecture",
    "凉山彝族自治州": "Liangshan Yi Autonomous Prefecture",
    "黔西南布依族苗族自治州": "Qianxinan Buyei and Miao Autonomous Prefecture",
    "黔东南苗族侗族自治州": "Qiandongnan Miao and Dong Autonomous Prefecture",
    "黔南布依族苗族自治州": "Qiannan Buyei and Miao Autonomous Prefecture",
    "楚雄彝族自治州": "Chuxiong Yi Autonomous Prefecture",
    "红河哈尼族彝族自治州": "Honghe Hani and Yi Autonomous Prefecture",
    "文山壮族苗族自治州": "Wenshan Zhuang and Miao Autonomous Prefecture",
    "西双版纳傣族自治州": "Xishuangbanna Dai Autonomous Prefecture",
    "大理白族自治州": "Dali Bai Autonomous Prefecture",
    "德宏傣族景颇族自治州": "Dehong Dai and Jingpo Autonomous Prefecture",
    "怒江傈僳族自治州": "Nujiang Lisu Autonomous Prefecture",
    "迪庆藏族自治州": "Dêqên Tibetan Autonomous Prefecture",
    "临夏回族自治州": "Linxia Hui Autonomous Prefecture",
    "甘南藏族自治州": "Gannan Tibetan Autonomous Prefecture",
    "海北藏族自治州": "Haibei Tibetan Autonomous Prefecture",
    "黄南藏族自治州": "Huangnan Tibetan Autonomous Prefecture",
    "海南藏族自治州": "Hainan Tibetan Autonomous Prefecture",
    "果洛藏族自治州": "Golog Tibetan Autonomous Prefecture",
    "玉树藏族自治州": "Yushu Tibetan Autonomous Prefecture",
    "海西蒙古族藏族自治州": "Haixi Mongol and Tibetan Autonomous Prefecture",
    "昌吉回族自治州": "Changji Hui Autonomous Prefecture",
    "博尔塔拉蒙古自治州": "Bortala Mongol Autonomous Prefecture",
    "巴音郭楞蒙古自治州": "Bayingolin Mongol Autonomous Prefecture",
    "克孜勒苏柯尔克孜自治州": "Kizilsu Kirghiz Autonomous Prefecture",
    "伊犁哈萨克自治州": "Ili Kazakh Autonomous Prefecture",
    "神农架林区": "Shennongjia Forestry District",
    "白沙黎族自治县": "Baisha Li Autonomous County",
    "昌江黎族自治县": "Changjiang Li Autonomous County",
    "乐东黎族自治县": "Ledong Li Autonomous County",
    "陵水黎族自治县": "Lingshui Li Autonomous County",
    "保亭黎族苗族自治县": "Baoting Li and Miao Autonomous County",
    "琼中黎族苗族自治县": "Qiongzhong Li and Miao Autonomous County",
    "阿拉尔市": "Aral", "图木舒克市": "Tumxuk", "可克达拉市": "Kokdala",
}  # fmt: skip


def main(package: Path) -> None:
    areas = read(package)
    rows = sorted(cities(areas), key=lambda row: row["code"])
    with TARGET.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    unused = set(OVERRIDES) - {row["name"] for row in rows}
    if unused:
        sys.exit(f"names that no longer exist: {sorted(unused)}")
    print(f"{len(rows)} cities written to {TARGET}")


def read(package: Path) -> dict[str, dict[str, str]]:
    """The three lists of the package, evaluated by Node."""
    program = "process.stdout.write(JSON.stringify(require(process.argv[1]).areaList))"
    answer = subprocess.run(["node", "-e", program, str(package.resolve())], check=True, capture_output=True)
    return json.loads(answer.stdout)


def cities(areas: dict[str, dict[str, str]]):
    provinces, prefectures, counties = areas["province_list"], areas["city_list"], areas["county_list"]
    for province in MUNICIPALITIES:
        yield row(f"{province}0000", provinces[f"{province}0000"], provinces, "municipality")
    for code, name in prefectures.items():
        if code[:2] not in (*MUNICIPALITIES, *OUTSIDE) and code[2:4] != "90":
            yield row(code, name, provinces, "prefecture")
    for code, name in counties.items():
        if code[:2] not in (*MUNICIPALITIES, *OUTSIDE) and code[2:4] == "90":
            yield row(code, name, provinces, "county")


def row(code: str, name: str, provinces: dict[str, str], kind: str) -> dict[str, str]:
    province = code[:2]
    values = (
        code, name, english(name), f"{province}0000", provinces[f"{province}0000"], PROVINCES[province], kind,
    )  # fmt: skip
    return dict(zip(COLUMNS, values, strict=True))


def english(name: str) -> str:
    if name in OVERRIDES:
        return OVERRIDES[name]
    if re.search("自治|地区|盟$|林区", name):
        sys.exit(f"{name} needs an entry in OVERRIDES")
    stem, suffix = name[:-1], {"市": "", "县": " County"}[name[-1]]
    syllables = lazy_pinyin(stem, style=Style.NORMAL, v_to_u=True)
    joined = syllables[0] + "".join(f"'{part}" if part[0] in "aoe" else part for part in syllables[1:])
    return joined.capitalize() + suffix


if __name__ == "__main__":
    main(Path(sys.argv[1]))
