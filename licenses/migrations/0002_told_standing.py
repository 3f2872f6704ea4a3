"""What each holder was last told about the standing of a license."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("licenses", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="ToldStanding",
            fields=[
                (
                    "license",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="licenses.driverlicense",
                        verbose_name="license",
                    ),
                ),
                ("state", models.CharField(max_length=40, verbose_name="told")),
                ("told_at", models.DateTimeField(verbose_name="told at")),
            ],
            options={"verbose_name": "standing told", "verbose_name_plural": "standings told"},
        ),
    ]
