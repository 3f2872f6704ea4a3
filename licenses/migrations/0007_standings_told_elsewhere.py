"""What holders were told of a standing is kept for all kinds in one table."""

from django.db import migrations

MOVE = """INSERT INTO credentials_toldstanding (kind, subject_ref, holder_id, state, told_at)
    SELECT 'driver-license', t.license_id::text, l.person_id, t.state, t.told_at
    FROM licenses_toldstanding t JOIN licenses_driverlicense l ON l.id = t.license_id ON CONFLICT DO NOTHING"""
BACK = """INSERT INTO licenses_toldstanding (license_id, state, told_at)
    SELECT subject_ref::bigint, state, told_at FROM credentials_toldstanding WHERE kind = 'driver-license'"""


class Migration(migrations.Migration):
    dependencies = [
        ("licenses", "0006_words_of_a_release"),
        ("credentials", "0009_told_standings"),
    ]

    operations = [migrations.RunSQL(MOVE, BACK), migrations.DeleteModel(name="ToldStanding")]
