import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("licenses", "0005_seizures"),
    ]

    operations = [
        migrations.AlterField(
            model_name="seizure",
            name="end_asked_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="release requested at"),
        ),
        migrations.AlterField(
            model_name="seizure",
            name="end_asked_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.officer",
                verbose_name="release requested by",
            ),
        ),
        migrations.AlterField(
            model_name="seizure",
            name="ended_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="released at"),
        ),
        migrations.AlterField(
            model_name="seizure",
            name="ended_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.officer",
                verbose_name="released by",
            ),
        ),
        migrations.AlterField(
            model_name="seizure",
            name="status",
            field=models.CharField(
                choices=[("open", "in force"), ("end_asked", "release requested"), ("ended", "released")],
                default="open",
                max_length=10,
                verbose_name="status",
            ),
        ),
    ]
