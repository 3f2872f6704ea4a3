"""The limits the police publish for the electronic vehicle license: three people, seven working days."""

from django.db import migrations


def seed(apps, _editor):
    apps.get_model("grants", "GrantRule").objects.create(
        scope="vehicle-license", most_people=3, most_working_days=7
    )


class Migration(migrations.Migration):
    dependencies = [("grants", "0001_initial")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
