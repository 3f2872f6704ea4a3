"""Loads the cities; repeating it corrects names, and going back leaves the rows for 0001 to drop."""

import csv
from pathlib import Path

from django.db import migrations

CITIES = Path(__file__).resolve().parents[1] / "data" / "cities.csv"


def load(apps, schema_editor):
    City = apps.get_model("rollout", "City")
    with CITIES.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    City.objects.using(schema_editor.connection.alias).bulk_create(
        [City(**row) for row in rows],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "name_en", "province_code", "province_name", "province_name_en", "kind"],
    )


class Migration(migrations.Migration):
    dependencies = [("rollout", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop, elidable=False)]
