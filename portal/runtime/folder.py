"""The data folder PORTAL_VAR: whose it is, who uses it, and how it is thrown away."""

import os
import shutil
from pathlib import Path
from typing import IO

from portal.runtime.processes import ROOT, NotPossible, claim, end_leftovers, say

SIGN = ".traffic-portal"  # lies in folders that we have made ourselves; only those are ever thrown away
LONG_LOG = 5_000_000
KEPT = {"run.lock", "bench.json", SIGN}


def data_folder() -> Path:
    """Where everything lies that the running portal writes."""
    return Path(os.environ.get("PORTAL_VAR") or ROOT / "var").resolve()


def claim_folder(var: Path) -> IO[str]:
    """Make the folder ours for this run; refuses if another copy runs on it."""
    try:
        var.mkdir(parents=True, exist_ok=True)
        ours = var == ROOT / "var" or not any(var.iterdir())
        lock = claim(var, "run")
        (var / "tmp").mkdir(exist_ok=True)
        if ours:
            (var / SIGN).touch()
    except OSError as problem:
        raise NotPossible(f"The data folder {var} cannot be used: {problem}") from None
    return lock


def fresh_log(var: Path, name: str) -> Path:
    """The log file of one process; what it wrote until the last start is kept once if it has become long."""
    log = var / "log" / f"{name}.log"
    log.parent.mkdir(exist_ok=True)
    if log.exists() and log.stat().st_size > LONG_LOG:
        log.replace(log.with_suffix(".log.1"))
    return log


def reset() -> int:
    """Throw the demo data away; figures of `make bench` stay."""
    var = data_folder()
    if not var.exists():
        say(f"There is nothing in {var}.")
        return 0
    if not (var / SIGN).exists() and var != ROOT / "var":
        raise NotPossible(f"{var} was not made by `make run`; remove by hand what you want to be rid of.")
    lock = claim(var, "run")
    end_leftovers(var)
    for entry in var.iterdir():
        if entry.name in KEPT:
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
    lock.close()
    say(f"The demo data in {var} is gone; the next `make run` makes it anew.")
    return 0
