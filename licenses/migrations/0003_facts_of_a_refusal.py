"""What a refusal relied on, as the register had it at that moment."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("licenses", "0002_told_standing")]

    operations = [
        migrations.AddField(
            model_name="licenseapplication",
            name="reason_facts",
            field=models.JSONField(blank=True, db_default={}, default=dict, verbose_name="facts relied on"),
        ),
    ]
