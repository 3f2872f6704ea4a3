"""Counts added up since the beginning, beside those of each day."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rollout", "0003_plan_waiting_figures"),
    ]

    operations = [
        migrations.CreateModel(
            name="TotalCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
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
                (
                    "city",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rollout.city",
                        verbose_name="city",
                    ),
                ),
            ],
            options={
                "verbose_name": "count in total",
                "verbose_name_plural": "counts in total",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("service", "city", "measure"), name="one_total_per_city_and_measure"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("measure__in", ["issued", "verified"])),
                        name="total_count_measure_is_known",
                    ),
                    models.CheckConstraint(
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
                        name="total_count_service_is_known",
                    ),
                ],
            },
        ),
    ]
