"""`make bench`: what each hot path does a second beside the least that the same work could cost.

`ONLY=verification,pdf` and `SIZES=10000,100000` run a part; `SECONDS=8` sets the length of each load.
Engines and data are thrown away. The table is printed and written to `$PORTAL_VAR/bench.json`.
"""

import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import psycopg

from portal.runtime.engines import start_engines
from portal.runtime.processes import ROOT, NotPossible

DEFAULT_SIZES = "10000,100000"


def main() -> int:
    sizes = [int(size) for size in os.environ.get("SIZES", DEFAULT_SIZES).split(",")]
    out = Path(os.environ.get("PORTAL_VAR", str(ROOT / "var"))) / "bench.json"
    results: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory(prefix="portal-bench-", ignore_cleanup_errors=True) as folder:
        with start_engines(Path(folder)) as engines:
            for size in sizes:
                found = _one_size(size, Path(folder), engines.database_url, engines.valkey_url)
                print(table(found), flush=True)  # kept when the next size breaks off
                results += found
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps({"machine": _machine(), "results": results}, indent=1))
    print(f"\nwritten to {out}")
    return 0


def _one_size(size: int, folder: Path, database_url: str, valkey_url: str) -> list[dict[str, Any]]:
    """Measure everything at one population, in a process and a database of its own."""
    name = f"bench_{size}"
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]  # a number of ours
    answer = folder / f"{name}.json"
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
        "DATABASE_URL": database_url.rpartition("/")[0] + f"/{name}",
        "VALKEY_URL": valkey_url,
        "BROKER_URL": valkey_url.removesuffix("/0") + "/1",
        "PORTAL_VAR": str(folder / name),
        "BASE_URL": "http://127.0.0.1:8000",
        "DEMO": "0",
        "CODE_SECONDS": "3600",
        "API_RATE_PER_MINUTE": "1000000000",
    }
    command = [sys.executable, "-m", "portal.runtime.bench.one", str(size), str(answer)]
    if subprocess.run(command, env=environment, cwd=ROOT, check=False).returncode:
        raise NotPossible(f"The benchmark at {size} broke off; its messages are above.")
    return list(json.loads(answer.read_text()))


def _machine() -> dict[str, Any]:
    memory = next((line for line in Path("/proc/meminfo").read_text().splitlines() if "MemTotal" in line), "")
    model = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line]
    return {
        "cores": os.cpu_count(),
        "processor": model[0].partition(":")[2].strip() if model else platform.processor(),
        "memory": memory.partition(":")[2].strip(),
        "python": platform.python_version(),
    }


def table(results: list[dict[str, Any]]) -> str:
    """The results as lines for people."""
    head = f"{'what':<14}{'population':>11}{'value':>12} {'unit':<12}{'p50 ms':>8}{'p99 ms':>8}{'stmts':>6}"
    lines = [head + f"{'rss MB':>8}{'ratio':>7}  baseline"]
    for row in results:
        baseline = row["baseline"]
        lines.append(
            f"{row['name']:<14}{row['population']:>11,}{row['value']:>12,.1f} {row['unit']:<12}"
            f"{row['p50_ms'] or 0:>8.2f}{row['p99_ms'] or 0:>8.2f}{row['statements'] or 0:>6}"
            f"{row['peak_rss_mb'] or 0:>8.0f}{row['ratio']:>7.2f}  "
            f"{baseline['name']}: {baseline['value']:,.1f}"
        )
    return "\n".join(lines)
