"""The models and the migrations tell the same story, and migrating needs no extension."""

import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from portal.runtime.processes import ROOT

OURS = {
    "accounts",
    "audit",
    "backoffice",
    "calendar",
    "credentials",
    "documents",
    "feeds",
    "grants",
    "licenses",
    "notices",
    "rollout",
    "vehicles",
}


@pytest.mark.django_db
def test_no_model_is_ahead_of_its_migrations() -> None:
    out = StringIO()
    call_command("makemigrations", "--check", "--dry-run", stdout=out)
    assert "No changes detected" in out.getvalue()


@pytest.mark.django_db
def test_every_app_has_one_last_migration() -> None:
    loader = MigrationLoader(connection)
    assert loader.detect_conflicts() == {}
    assert {app for app, _name in loader.graph.leaf_nodes()} >= OURS


def test_no_migration_needs_an_extension_or_reads_today_s_models() -> None:
    for path in ROOT.glob("**/migrations/0*.py"):
        if ".venv" in path.parts:
            continue
        text = path.read_text()
        assert "CREATE EXTENSION" not in text.upper(), path
        assert "Extension(" not in text, path
        assert not re.search(r"from (portal|licenses|vehicles)[\w.]*\.models import", text), path


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["audit_auditevent", "credentials_verification"])
def test_the_logs_take_rows_and_nothing_else(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal", [table]
        )
        assert cursor.fetchone()[0] > 0
