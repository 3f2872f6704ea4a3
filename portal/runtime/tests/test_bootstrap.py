"""From a bare machine to a command, in a folder with spaces, twice at once; apt-get is a stand-in here."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from portal.runtime.processes import ROOT

pytestmark = pytest.mark.processes

BOOTSTRAP = ROOT / "portal" / "runtime" / "bootstrap.py"
INSTALL = (
    "import sys; sys.path.insert(0, sys.argv[1]); import bootstrap; bootstrap.time.sleep = lambda s: 0; "
)
APT = """#!/bin/sh
echo "$@" >> "$APT_LOG"
test "$1" = update || { test -e "$APT_LOG.failed" || { touch "$APT_LOG.failed"; exit "$APT_FIRST"; }; }
"""


def install(folder: Path, *, root: bool, first: int) -> subprocess.CompletedProcess[str]:
    """Ask for two packages, with an apt-get that writes down what it is told and may fail at first."""
    fake = folder / "apt-get"
    fake.write_text(APT)
    fake.chmod(0o755)
    who = "0" if root else "1000"
    code = INSTALL + f"bootstrap.os.geteuid = lambda: {who}; bootstrap.install_packages(['libone', 'libtwo'])"
    return subprocess.run(
        [sys.executable, "-c", code, str(BOOTSTRAP.parent)],
        env=os.environ
        | {
            "PATH": f"{folder}:{os.environ['PATH']}",
            "APT_LOG": str(folder / "log"),
            "APT_FIRST": str(first),
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_root_gets_the_system_packages_installed_after_one_failure(tmp_path):
    done = install(tmp_path, root=True, first=1)

    assert done.returncode == 0
    typed = (tmp_path / "log").read_text().splitlines()
    assert [line.split()[0] for line in typed] == ["update", "-q", "update", "-q"]
    assert typed[-1].endswith("install -y --no-install-recommends libone libtwo")


def test_others_are_told_the_line_to_type(tmp_path):
    done = install(tmp_path, root=False, first=0)

    assert done.returncode == 1
    assert "apt-get install -y --no-install-recommends libone libtwo" in done.stderr
    assert not (tmp_path / "log").exists()


@pytest.fixture
def bare_clone(tmp_path):
    """A tree with the bootstrap, nothing to download, and a command that tells where it runs."""
    clone = tmp_path / "a clone 名"
    runtime = clone / "portal" / "runtime"
    runtime.mkdir(parents=True)
    shutil.copy(BOOTSTRAP, runtime)
    (clone / "portal" / "__init__.py").touch()
    (runtime / "__init__.py").touch()
    (runtime / "__main__.py").write_text("import os, sys; print(sys.prefix, os.getcwd(), sys.argv[1:])")
    for name in ("requirements.txt", "requirements-dev.txt", "constraints.txt"):
        (clone / name).write_text("pip  # is there already\n")
    return clone


def test_two_starts_at_once_in_a_path_with_spaces_both_reach_the_command(bare_clone):
    command = [
        os.path.realpath(sys.executable),
        str(bare_clone / "portal/runtime/bootstrap.py"),
        "run",
        "x y",
    ]
    starts = [
        subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"CI": "true", "PORTAL_SKIP_SYSTEM_CHECK": "1"},
        )
        for _ in range(2)
    ]

    shown = [start.communicate(timeout=60)[0].splitlines() for start in starts]

    wanted = f"{bare_clone}/.venv {bare_clone} ['run', 'x y']"
    assert [lines[-1] for lines in shown] == [wanted, wanted]
    assert sorted(len(lines) for lines in shown) == [1, 3]  # one of them made .venv, the other waited


def test_what_is_asked_for_is_among_what_is_pinned():
    def pins(name: str) -> set[str]:
        lines = (line.split("#")[0].strip() for line in (ROOT / name).read_text().splitlines())
        return {re.sub(r"\[.*?\]", "", line).lower().replace("_", "-") for line in lines if "==" in line}

    assert pins("requirements.txt") | pins("requirements-dev.txt") <= pins("constraints.txt")


def test_changed_requirements_are_noticed(bare_clone):
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import bootstrap; from pathlib import Path\n"
        "before = bootstrap.fingerprint(); (bootstrap.ROOT / 'requirements.txt').write_text('# new')\n"
        "assert before != bootstrap.fingerprint()"
    )
    runtime = bare_clone / "portal" / "runtime"

    assert subprocess.run([sys.executable, "-c", code, str(runtime)], check=False).returncode == 0
