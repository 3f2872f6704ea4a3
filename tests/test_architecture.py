"""The floor plan as a test: imports, relations and functions keep to their floors."""

import ast
import configparser
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import Field

ROOT = Path(settings.BASE_DIR)
PROJECT = ("portal", "licenses", "vehicles", "trucks", "accidents")
BUDGETS = {"module": 250, "base_settings": 300, "template": 120, "component": 40}
SANCTIONED = {("audit.AuditEvent", "actor")}


def modules() -> Iterator[Path]:
    for package in PROJECT:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts and "tests" not in path.parts:
                yield path


def floors() -> dict[str, int]:
    """Each package and its floor, 0 on top, read from the import contract itself."""
    parser = configparser.ConfigParser()
    parser.read(ROOT / ".importlinter")
    rows = parser["importlinter:contract:rooms"]["layers"].split("\n")
    named = {}
    for number, row in enumerate(filter(None, rows)):
        for name in row.split("|"):
            named[name.strip().strip("()")] = number
    return named


def test_the_import_contracts_hold() -> None:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]

    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert result.returncode == 0, result.stdout + result.stderr


def test_no_relation_climbs() -> None:
    floor = floors()
    climbing = set()
    for model in apps.get_models():
        home = model.__module__.split(".models")[0]
        for field in model._meta.get_fields():
            if not isinstance(field, Field) or field.related_model is None or field.auto_created:
                continue
            target = field.related_model.__module__.split(".models")[0]
            if home in floor and target in floor and floor[target] < floor[home]:
                climbing.add((f"{model._meta.app_label}.{model.__name__}", field.name))
    assert climbing == SANCTIONED


def test_no_function_hides_a_project_import() -> None:
    hidden = []
    for path in modules():
        if path.name == "apps.py":  # `ready()` imports what needs the models
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                for inner in ast.walk(node):
                    names = (
                        [inner.module or ""]
                        if isinstance(inner, ast.ImportFrom)
                        else [alias.name for alias in inner.names]
                        if isinstance(inner, ast.Import)
                        else []
                    )
                    hidden += [f"{path}: {name}" for name in names if name.split(".")[0] in PROJECT]
    assert hidden == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in modules()
        if path.name not in ("__init__.py", "apps.py") and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert silent == []


def test_modules_and_templates_keep_their_budgets() -> None:
    over = [
        (str(path.relative_to(ROOT)), lines)
        for path in modules()
        if (lines := len(path.read_text().splitlines()))
        > (BUDGETS["base_settings"] if path.match("settings/base.py") else BUDGETS["module"])
    ]
    for path in (ROOT / "templates").rglob("*.html"):
        most = BUDGETS["component"] if "components" in path.parts else BUDGETS["template"]
        if (lines := len(path.read_text().splitlines())) > most:
            over.append((str(path.relative_to(ROOT)), lines))
    assert over == []


@pytest.mark.parametrize("name", ["services.py", "utils.py", "helpers.py", "managers.py"])
def test_no_module_is_named_after_nothing(name: str) -> None:
    allowed = {"portal/rollout/services.py"}  # the closed list of services: the word is the domain's
    found = {str(path.relative_to(ROOT)) for path in modules() if path.name == name}
    assert found - allowed == set()


def test_nothing_is_inline_in_a_template() -> None:
    suspicious = []
    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text()
        if " style=" in text or " onclick=" in text or " onload=" in text or "<style" in text:
            suspicious.append(str(path))
        suspicious += [str(path) for part in text.split("<script")[1:] if "src=" not in part.split(">")[0]]
    assert suspicious == []


def test_the_project_speaks_of_itself_alone() -> None:
    words = (
        "../" + "shared",
        "pypi." + "org",
        "registry." + "npmjs",
        "debian." + "org/debian",
        "/work" + "/main",
    )
    files = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.split("\n")
    told = []
    for name in files:
        path = ROOT / name
        if (
            name
            and path.is_file()
            and path.suffix in (".py", ".md", ".html", ".txt", ".toml", ".sh", ".mjs", "")
        ):
            text = path.read_text(errors="ignore")
            told += [f"{name}: {word}" for word in words if word in text]
    assert told == []
