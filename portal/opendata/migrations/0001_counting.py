"""Notes about issued credentials, written by a trigger once a statement, and marks in the log of checks."""

from django.db import migrations, models

COUNT = """
CREATE FUNCTION opendata_note_issued() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO opendata_issueddelta (day, city_id, kind, count)
    SELECT (issued_at AT TIME ZONE 'Asia/Shanghai')::date, city_id, kind, count(*)
    FROM inserted WHERE city_id IS NOT NULL GROUP BY 1, 2, 3;
    RETURN NULL;
END $$;
CREATE TRIGGER opendata_note_issued AFTER INSERT ON credentials_credential
    REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION opendata_note_issued();
INSERT INTO opendata_issueddelta (day, city_id, kind, count)
    SELECT (issued_at AT TIME ZONE 'Asia/Shanghai')::date, city_id, kind, count(*)
    FROM credentials_credential WHERE city_id IS NOT NULL GROUP BY 1, 2, 3;
"""
COUNT_NOT = """
DROP TRIGGER opendata_note_issued ON credentials_credential;
DROP FUNCTION opendata_note_issued();
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [("credentials", "0002_verification_log"), ("rollout", "0004_total_counts")]
    operations = [
        migrations.CreateModel(
            name="CheckMark",
            fields=[
                ("chain", models.SmallIntegerField(primary_key=True, serialize=False)),
                ("seq", models.BigIntegerField(default=0)),
                ("read_until", models.DateTimeField(null=True)),
            ],
            options={"verbose_name": "mark in the log of checks"},
        ),
        migrations.CreateModel(
            name="IssuedDelta",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("city_id", models.CharField(max_length=6)),
                ("kind", models.CharField(max_length=30)),
                ("count", models.BigIntegerField()),
            ],
            options={"verbose_name": "credentials to be counted"},
        ),
        migrations.RunSQL(COUNT, COUNT_NOT),
    ]
