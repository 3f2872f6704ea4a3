"""From a bare Debian with Python and make to a running command: libraries, .venv, packages, then the command.

Runs under the system's own Python, with its standard library only, before anything is installed.
"""

import ctypes
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
STAMP = VENV / "installed"
OLDEST = (3, 11)
SKIP = "PORTAL_SKIP_SYSTEM_CHECK"
PDF_LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
BROWSER_LIBRARIES = {"libatomic.so.1": "libatomic1"}  # of the program that steers the browser
PROGRAMS = {
    "test": {"chromium": "chromium", "pdfsig": "poppler-utils", "xgettext": "gettext"},
    "screenshots": {"chromium": "chromium"},
    "bench": {"wrk": "wrk"},
}
BETTER_WITH = {"test": {"rabbitmq-server": "rabbitmq-server"}}  # its tests are left out without it


def say(text):
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def succeeds(command, **more):
    return subprocess.run(command, stdin=subprocess.DEVNULL, check=False, **more).returncode == 0


def right_python():
    """Go on under a Python that is new enough, if `python3` is not."""
    if sys.version_info >= OLDEST:
        return
    for minor in range(20, OLDEST[1] - 1, -1):
        other = shutil.which(f"python3.{minor}")
        if other:
            os.execv(other, [other, *sys.argv])  # noqa: S606
    sys.exit("Python 3.11 or newer is needed. On Debian 12 or newer: apt-get install python3")


def missing_packages(command):
    """The Debian packages this command needs and the machine lacks."""
    missing = []
    steered = BROWSER_LIBRARIES if "chromium" in PROGRAMS.get(command, {}) else {}
    for library, package in {**PDF_LIBRARIES, **steered}.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.append(package)
    if not Path("/usr/share/zoneinfo/Asia/Shanghai").exists():
        missing.append("tzdata")
    wanted = dict(PROGRAMS.get(command, {}))
    if os.geteuid() == 0:
        wanted.update(BETTER_WITH.get(command, {}))
    for program, package in wanted.items():
        if not shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin"):
            missing.append(package)
    if not venv_works() and not can_make_venv():
        missing.append(f"python3.{sys.version_info[1]}-venv")
    return missing


def can_make_venv():
    return succeeds([sys.executable, "-c", "import ensurepip, venv"], stderr=subprocess.DEVNULL)


def venv_works():
    python = VENV / "bin" / "python"
    if STAMP.exists() and python.exists():
        return True
    try:
        command = [str(python), "-c", f"import pip, sys; sys.exit(sys.version_info < {OLDEST!r})"]
        return succeeds(command, stderr=subprocess.DEVNULL)
    except OSError:
        return False


def install_packages(packages):
    """Name the line to type; type it ourselves where we may."""
    line = "apt-get install -y --no-install-recommends " + " ".join(packages)
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(
            "This machine lacks system packages. Install them and start again:\n\n"
            "    sudo apt-get update && sudo " + line + "\n\n"
            "(" + SKIP + "=1 goes on without them; what needs them will fail.)"
        )
    say("Installing system packages: apt-get update && " + line)
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    for attempt in (1, 2):
        update = ["apt-get", "update", "-q"]
        install = ["apt-get", "-q", "-o", "DPkg::Lock::Timeout=180", *line.split()[1:]]
        succeeds(update, env=environment)  # lists of packages may be old and yet good enough
        if succeeds(install, env=environment):
            return
        if attempt == 1:
            say("That did not work; trying once more.")
            time.sleep(5)
    sys.exit("The system packages could not be installed. Try it by hand:\n\n    apt-get update && " + line)


def fingerprint():
    """Changes when the list of packages or the Python changes."""
    digest = hashlib.sha256(repr(sys.version_info[:2]).encode())
    for name in ("requirements.txt", "requirements-dev.txt", "constraints.txt"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def install_python_packages():
    wanted = fingerprint()
    if STAMP.exists() and STAMP.read_text() == wanted:
        return
    if not venv_works():
        say("Making .venv ...")
        if not succeeds([sys.executable, "-m", "venv", "--clear", str(VENV)]):
            sys.exit("Making .venv failed; the messages above say why.")
    say("Installing Python packages into .venv (once, and again when the requirements change) ...")
    pip = [str(VENV / "bin" / "python"), "-m", "pip", "install", "-q", "--no-input"]
    pip += ["--disable-pip-version-check", "--root-user-action", "ignore"]
    pip += ["-r", str(ROOT / "requirements-dev.txt"), "-c", str(ROOT / "constraints.txt")]
    for attempt in (1, 2):
        if succeeds(pip):
            break
        if attempt == 2:
            sys.exit("The Python packages could not be installed; the messages above say why.")
        say("That did not work; trying once more.")
    STAMP.write_text(wanted)


def prepare(command):
    """Bring the machine up to what the command needs; one copy at a time."""
    with (ROOT / ".venv.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        missing = [] if os.environ.get(SKIP) else missing_packages(command)
        if missing:
            install_packages(missing)
        install_python_packages()


def main():
    right_python()
    command = sys.argv[1] if len(sys.argv) > 1 else ""
    prepare(command)
    python = str(VENV / "bin" / "python")
    os.chdir(ROOT)
    os.environ["PYTHONUTF8"] = "1"  # whatever the machine's locale: names are Chinese
    os.execv(python, [python, "-m", "portal.runtime", *sys.argv[1:]])  # noqa: S606


if __name__ == "__main__":
    main()
