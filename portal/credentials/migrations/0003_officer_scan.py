import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("credentials", "0002_verification_log"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OfficerScan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("nonce", models.UUIDField()),
                ("question_digest", models.BinaryField()),
                ("received_at", models.DateTimeField(verbose_name="received at")),
                ("waited_seconds", models.IntegerField(null=True)),
                ("place", models.CharField(blank=True, max_length=80, verbose_name="place or plate")),
                ("answer", models.BinaryField(default=b"")),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="login",
                    ),
                ),
            ],
            options={
                "verbose_name": "scan of an officer",
                "verbose_name_plural": "scans of officers",
                "indexes": [models.Index(fields=["received_at"], name="officer_scans_by_age")],
                "constraints": [
                    models.UniqueConstraint(fields=("user", "nonce"), name="one_answer_per_scan")
                ],
            },
        ),
    ]
