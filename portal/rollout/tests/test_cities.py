import csv
from collections import Counter
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from portal.rollout.models import City

cities = import_module("portal.rollout.migrations.0002_cities")


@pytest.fixture(scope="module")
def rows():
    with cities.CITIES.open(encoding="utf-8", newline="") as stream:
        return {row["code"]: row for row in csv.DictReader(stream)}


def test_every_unit_of_rollout_is_there(rows):
    kinds = Counter(row["kind"] for row in rows.values())

    assert kinds["municipality"] + kinds["prefecture"] == 337
    assert kinds == {"municipality": 4, "prefecture": 333, "county": 32}


def test_placeholders_zones_and_other_territories_are_not(rows):
    assert not set(rows) & {"419000", "429000", "469000", "659000", "110100", "500200"}
    assert not any(code.startswith(("71", "81", "82")) for code in rows)
    assert not any(word in row["name"] for row in rows.values() for word in ("开发区", "直辖", "管理区"))


def test_counties_administered_by_their_province_are_units(rows):
    by_province = Counter(code[:2] for code, row in rows.items() if row["kind"] == "county")
    assert by_province == {"41": 1, "42": 4, "46": 15, "65": 12}


@pytest.mark.parametrize(
    ("code", "name", "name_en", "province_en"),
    [
        ("500000", "重庆市", "Chongqing", "Chongqing"),
        ("150100", "呼和浩特市", "Hohhot", "Inner Mongolia"),
        ("650100", "乌鲁木齐市", "Ürümqi", "Xinjiang"),
        ("540100", "拉萨市", "Lhasa", "Xizang"),
        ("610100", "西安市", "Xi'an", "Shaanxi"),
        ("140400", "长治市", "Changzhi", "Shanxi"),
        ("341500", "六安市", "Lu'an", "Anhui"),
        ("211300", "朝阳市", "Chaoyang", "Liaoning"),
        ("411100", "漯河市", "Luohe", "Henan"),
        ("350200", "厦门市", "Xiamen", "Fujian"),
        ("419001", "济源市", "Jiyuan", "Henan"),
        ("429021", "神农架林区", "Shennongjia Forestry District", "Hubei"),
        ("659012", "白杨市", "Baiyang", "Xinjiang"),
        ("222400", "延边朝鲜族自治州", "Yanbian Korean Autonomous Prefecture", "Jilin"),
    ],
)
def test_names_are_the_usual_ones(rows, code, name, name_en, province_en):
    assert (rows[code]["name"], rows[code]["name_en"]) == (name, name_en)
    assert rows[code]["province_name_en"] == province_en


def test_rows_are_well_formed(rows):
    for code, row in rows.items():
        assert len(code) == 6
        assert code.isdigit()
        assert row["province_code"] == f"{code[:2]}0000"
        assert all(row.values())
    same_place = Counter((row["province_code"], row["name"]) for row in rows.values())
    assert max(same_place.values()) == 1


@pytest.mark.django_db
def test_a_migrated_database_holds_them_and_loading_again_only_corrects(rows):
    assert City.objects.count() == len(rows)
    City.objects.filter(code="610100").update(name_en="Sian")

    with connection.schema_editor() as editor:
        cities.load(apps, editor)

    assert City.objects.count() == len(rows)
    assert City.objects.get(code="610100").name_en == "Xi'an"
