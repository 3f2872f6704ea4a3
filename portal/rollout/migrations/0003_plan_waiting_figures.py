"""Who plans and who approves, people who wait for a city, counts by day, official figures."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rollout", "0002_cities"),
    ]

    operations = [
        migrations.CreateModel(
            name="DayCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                (
                    "service",
                    models.CharField(
                        choices=[
                            ("driver-license", "Electronic driver's license"),
                            ("vehicle-license", "Electronic vehicle license"),
                            ("used-car-transfer", "Used-car transfer across provinces"),
                            ("deregistration-certificate", "Deregistration certificate"),
                            ("motorcycle-registration", "Motorcycle registration by ID card"),
                            ("truck-pass", "Truck pass code"),
                            ("accident-evidence", "Accident evidence online"),
                        ],
                        max_length=30,
                        verbose_name="service",
                    ),
                ),
                (
                    "measure",
                    models.CharField(
                        choices=[("issued", "issued"), ("verified", "checked")],
                        max_length=8,
                        verbose_name="measure",
                    ),
                ),
                ("count", models.BigIntegerField(verbose_name="count")),
            ],
            options={
                "verbose_name": "count of a day",
                "verbose_name_plural": "counts by day",
            },
        ),
        migrations.CreateModel(
            name="Figure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=200, verbose_name="sentence in Chinese")),
                ("text_en", models.CharField(max_length=200, verbose_name="sentence in English")),
                (
                    "service",
                    models.CharField(
                        choices=[
                            ("driver-license", "Electronic driver's license"),
                            ("vehicle-license", "Electronic vehicle license"),
                            ("used-car-transfer", "Used-car transfer across provinces"),
                            ("deregistration-certificate", "Deregistration certificate"),
                            ("motorcycle-registration", "Motorcycle registration by ID card"),
                            ("truck-pass", "Truck pass code"),
                            ("accident-evidence", "Accident evidence online"),
                        ],
                        max_length=30,
                        verbose_name="service",
                    ),
                ),
                ("as_of", models.DateField(verbose_name="true on")),
                (
                    "source",
                    models.CharField(
                        help_text="Who said it, where and when.", max_length=200, verbose_name="source"
                    ),
                ),
                ("source_url", models.URLField(blank=True, verbose_name="address of the source")),
                (
                    "is_published",
                    models.BooleanField(
                        default=False,
                        help_text="Only what the source really says; when in doubt, no.",
                        verbose_name="published",
                    ),
                ),
            ],
            options={
                "verbose_name": "official figure",
                "verbose_name_plural": "official figures",
                "ordering": ["-as_of", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Waiting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("person_id", models.BigIntegerField(verbose_name="person")),
                (
                    "service",
                    models.CharField(
                        choices=[
                            ("driver-license", "Electronic driver's license"),
                            ("vehicle-license", "Electronic vehicle license"),
                            ("used-car-transfer", "Used-car transfer across provinces"),
                            ("deregistration-certificate", "Deregistration certificate"),
                            ("motorcycle-registration", "Motorcycle registration by ID card"),
                            ("truck-pass", "Truck pass code"),
                            ("accident-evidence", "Accident evidence online"),
                        ],
                        max_length=30,
                        verbose_name="service",
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="asked at")),
                ("told_at", models.DateTimeField(blank=True, null=True, verbose_name="told at")),
            ],
            options={
                "verbose_name": "person waiting",
                "verbose_name_plural": "people waiting",
            },
        ),
        migrations.AddField(
            model_name="batch",
            name="approved_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="approved at"),
        ),
        migrations.AddField(
            model_name="batch",
            name="approved_by",
            field=models.CharField(blank=True, max_length=120, verbose_name="approved by"),
        ),
        migrations.AddField(
            model_name="batch",
            name="approver_id",
            field=models.BigIntegerField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="batch",
            name="author_ids",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), blank=True, default=list, editable=False, size=None
            ),
        ),
        migrations.AddField(
            model_name="batch",
            name="note",
            field=models.CharField(blank=True, max_length=300, verbose_name="note"),
        ),
        migrations.AddField(
            model_name="batch",
            name="paused_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="paused at"),
        ),
        migrations.AddField(
            model_name="batch",
            name="planned_by",
            field=models.CharField(blank=True, max_length=120, verbose_name="planned by"),
        ),
        migrations.AddField(
            model_name="batch",
            name="revision",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.RunSQL(
            "ALTER TABLE rollout_batch ADD CONSTRAINT no_author_approves_a_batch "
            "CHECK (approver_id <> ALL (author_ids))",
            "ALTER TABLE rollout_batch DROP CONSTRAINT no_author_approves_a_batch",
        ),
        migrations.AddField(
            model_name="daycount",
            name="city",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="rollout.city",
                verbose_name="city",
            ),
        ),
        migrations.AddConstraint(
            model_name="figure",
            constraint=models.UniqueConstraint(
                fields=("service", "as_of", "text"), name="one_figure_per_day_and_text"
            ),
        ),
        migrations.AddConstraint(
            model_name="figure",
            constraint=models.CheckConstraint(
                condition=models.Q(("source", ""), _negated=True), name="figure_has_a_source"
            ),
        ),
        migrations.AddConstraint(
            model_name="figure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "service__in",
                        [
                            "driver-license",
                            "vehicle-license",
                            "used-car-transfer",
                            "deregistration-certificate",
                            "motorcycle-registration",
                            "truck-pass",
                            "accident-evidence",
                        ],
                    )
                ),
                name="figure_service_is_known",
            ),
        ),
        migrations.AddField(
            model_name="waiting",
            name="city",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="rollout.city",
                verbose_name="city",
            ),
        ),
        migrations.AddConstraint(
            model_name="daycount",
            constraint=models.UniqueConstraint(
                fields=("service", "day", "city", "measure"), name="one_count_per_day_city_and_measure"
            ),
        ),
        migrations.AddConstraint(
            model_name="daycount",
            constraint=models.CheckConstraint(
                condition=models.Q(("measure__in", ["issued", "verified"])), name="day_count_measure_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="daycount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "service__in",
                        [
                            "driver-license",
                            "vehicle-license",
                            "used-car-transfer",
                            "deregistration-certificate",
                            "motorcycle-registration",
                            "truck-pass",
                            "accident-evidence",
                        ],
                    )
                ),
                name="day_count_service_is_known",
            ),
        ),
        migrations.AddIndex(
            model_name="waiting",
            index=models.Index(
                condition=models.Q(("told_at__isnull", True)),
                fields=["city", "service", "id"],
                name="waiting_to_be_told",
            ),
        ),
        migrations.AddIndex(
            model_name="waiting",
            index=models.Index(
                condition=models.Q(("told_at__isnull", False)), fields=["told_at"], name="waiting_by_told"
            ),
        ),
        migrations.AddConstraint(
            model_name="waiting",
            constraint=models.UniqueConstraint(
                fields=("person_id", "city", "service"), name="one_wait_per_person_city_and_service"
            ),
        ),
        migrations.AddConstraint(
            model_name="waiting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "service__in",
                        [
                            "driver-license",
                            "vehicle-license",
                            "used-car-transfer",
                            "deregistration-certificate",
                            "motorcycle-registration",
                            "truck-pass",
                            "accident-evidence",
                        ],
                    )
                ),
                name="waiting_service_is_known",
            ),
        ),
    ]
