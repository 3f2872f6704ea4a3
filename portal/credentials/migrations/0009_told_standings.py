"""What holders were last told about the standing of what they hold."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_invitations"),
        ("credentials", "0008_holders_of_runs_are_told"),
    ]

    operations = [
        migrations.CreateModel(
            name="ToldStanding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=32, verbose_name="kind")),
                ("subject_ref", models.CharField(max_length=40, verbose_name="register entry")),
                ("state", models.CharField(max_length=40, verbose_name="told")),
                ("told_at", models.DateTimeField(verbose_name="told at")),
                (
                    "holder",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.person",
                        verbose_name="holder",
                    ),
                ),
            ],
            options={
                "verbose_name": "standing told",
                "verbose_name_plural": "standings told",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "subject_ref", "holder"), name="one_standing_told"
                    )
                ],
            },
        ),
    ]
