"""An environment with libraries that are not ours, made once and kept beside pytest's cache."""

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

PINS = Path(__file__).with_name("requirements.txt")


def make(folder: Path) -> Path:
    """A virtual environment with exactly the pinned packages; fails, never skips, when it cannot be made."""
    python = folder / "bin" / "python"
    pip = [str(python), "-m", "pip", "install", "-q", "--no-input", "--disable-pip-version-check"]
    for command in (
        [sys.executable, "-m", "venv", "--clear", str(folder)],
        [*pip, "--no-deps", "-r", str(PINS)],
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.fail(
                f"The environment of tests/interop cannot be made: {' '.join(command)}\n{done.stderr}"
            )
    (folder / "complete").touch()
    return python


@pytest.fixture(scope="session")
def strange_python(pytestconfig: pytest.Config) -> Path:
    """The Python of that environment."""
    version = hashlib.sha256(PINS.read_bytes() + sys.version.encode()).hexdigest()[:12]
    folder = pytestconfig.cache.mkdir("interop") / version
    return folder / "bin" / "python" if (folder / "complete").exists() else make(folder)
