"""Loads the days announced for 2024, 2025 and 2026; repeating it leaves days that staff have changed."""

import csv
from pathlib import Path

from django.db import migrations

DAYS = Path(__file__).resolve().parents[1] / "data" / "days.csv"


def load(apps, schema_editor):
    SpecialDay = apps.get_model("calendar", "SpecialDay")
    with DAYS.open(encoding="utf-8", newline="") as stream:
        rows = [SpecialDay(**row) for row in csv.DictReader(stream)]
    SpecialDay.objects.using(schema_editor.connection.alias).bulk_create(rows, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("calendar", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop, elidable=False)]
