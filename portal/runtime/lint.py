"""`make lint`: every check that needs no test to run, one after the other; all are run, the sum decides."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from portal.runtime.catalogs import read_mo, read_po
from portal.runtime.engines import start_engines
from portal.runtime.processes import ROOT, say

PYTHON = sys.executable
LINT_IMPORTS = "from importlinter.cli import lint_imports_command as run; run()"
SCHEMA = ROOT / "docs" / "api" / "openapi.yaml"
OURS = ("portal", "licenses", "vehicles", "trucks", "accidents")
IN_EARNEST = {  # values that look like an operator's, for `check --deploy`
    "DJANGO_SETTINGS_MODULE": "portal.settings.production",
    "SECRET_KEY": "8f2c61d09be74a53b1c8e6f7a9d2045cb36ef18d7a2490c5e1fb83d6970a4e2c",
    "KEY_ENCRYPTION_KEY": "bGludC1vbmx5LWtleS1vZi0zMi1ieXRlcy0hISEhISE=",
    "DIGEST_PEPPER": "c5e1fb83d6970a4e2c8f2c61d09be74a53b1c8e6",
    "DATABASE_URL": "postgres://portal@127.0.0.1:1/portal",
    "VALKEY_URL": "redis://127.0.0.1:1/0",
    "BROKER_URL": "redis://127.0.0.1:1/1",
    "ALLOWED_HOSTS": "portal.example",
    "BASE_URL": "https://portal.example",
    "SMS_GATEWAY_URL": "https://sms.example/send",
}


def _manage(*arguments: str) -> list[str]:
    return [PYTHON, "manage.py", *arguments]


def _passes(name: str, command: list[str], **environment: str) -> bool:
    say(f"--- {name}")
    inherited = {key: value for key, value in os.environ.items() if key not in {*IN_EARNEST, "DEMO"}}
    return subprocess.run(command, cwd=ROOT, env=inherited | environment, check=False).returncode == 0


def _schema_is_committed(environment: dict[str, str]) -> bool:
    """The OpenAPI document is valid and the one in docs/ is what the code says."""
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "openapi.yaml"
        command = _manage("spectacular", "--lang", "en", "--validate", "--fail-on-warn", "--file", str(made))
        if not _passes("OpenAPI", command, **environment):
            return False
        if SCHEMA.exists() and SCHEMA.read_bytes() == made.read_bytes():
            return True
        say(f"{SCHEMA.relative_to(ROOT)} is not what the code says; write it anew with")
        say(f"  .venv/bin/python manage.py spectacular --lang en --file {SCHEMA.relative_to(ROOT)}")
        return False


def _translations_are_compiled() -> bool:
    """Every .po has its .mo beside it with the same sentences (compared by content: clones lose dates)."""
    say("--- translations")
    good = True
    for source in sorted(ROOT.glob("locale/*/LC_MESSAGES/*.po")):
        committed = source.with_suffix(".mo")
        try:
            fits = committed.exists() and read_mo(committed.read_bytes()) == read_po(
                source.read_text("utf-8")
            )
        except (ValueError, SyntaxError) as problem:
            say(f"{source.relative_to(ROOT)}: {problem}")
            fits = False
        if not fits:
            say(f"{committed.relative_to(ROOT)} is missing or old: run manage.py compilemessages.")
            good = False
    return good


def lint() -> int:
    """Run all checks on a throw-away database; 1 if any of them complains."""
    with (
        tempfile.TemporaryDirectory(prefix="portal-lint-") as var,
        start_engines(Path(var), durable=False) as engines,
    ):
        test = {
            "DJANGO_SETTINGS_MODULE": "portal.settings.test",
            "PORTAL_VAR": var,
            "DATABASE_URL": engines.database_url,
            "VALKEY_URL": engines.valkey_url,
        }
        results = {
            "ruff check": _passes("ruff check", [PYTHON, "-m", "ruff", "check", "."]),
            "ruff format": _passes("ruff format", [PYTHON, "-m", "ruff", "format", "--check", "-q", "."]),
            "djlint": _passes("djlint", [PYTHON, "-m", "djlint", "--lint", "--quiet", "templates"]),
            "import-linter": _passes("import-linter", [PYTHON, "-c", LINT_IMPORTS]),
            "mypy": _passes("mypy", [PYTHON, "-m", "mypy", *OURS], **test),
            "migrations": _passes("migrations", _manage("makemigrations", "--check", "--dry-run"), **test),
            "deployment": _passes(
                "deployment",
                _manage("check", "--deploy", "--fail-level", "WARNING"),
                **IN_EARNEST,
                PORTAL_VAR=var,
            ),
            "OpenAPI": _schema_is_committed(test),
            "translations": _translations_are_compiled(),
        }
    bad = [name for name, good in results.items() if not good]
    say(f"Complaints from: {', '.join(bad)}." if bad else "No complaints.")
    return 1 if bad else 0
