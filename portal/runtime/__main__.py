"""The commands behind the Makefile: run, reset, bench, screenshots, test, lint."""

import importlib
import os
import sys

from portal.runtime.folder import reset
from portal.runtime.lint import lint
from portal.runtime.processes import ROOT, NotPossible
from portal.runtime.run import run


def test() -> int:
    """The whole suite, by three processes unless the caller says otherwise; one of them mostly waits."""
    arguments = sys.argv[2:] or ["-n", "3"]
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)  # conftest.py names the settings once the engines run
    os.execv(sys.executable, [sys.executable, "-m", "pytest", *arguments])  # noqa: S606


def _module(name: str) -> int:
    """Commands that load much are imported only when they are asked for."""
    command = importlib.import_module(f"portal.runtime.{name}")
    return int(command.main() or 0)


def main() -> int:
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    commands = {
        "run": run,
        "reset": reset,
        "test": test,
        "lint": lint,
        "bench": lambda: _module("bench"),
        "screenshots": lambda: _module("screenshots"),
    }
    if name not in commands:
        print("Commands: " + ", ".join(sorted(commands)), file=sys.stderr)
        return 2
    os.chdir(ROOT)
    try:
        return commands[name]()
    except NotPossible as reason:
        print(reason, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
