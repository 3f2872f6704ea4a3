"""`python -m portal.runtime.bench.one <population> <answer file>`: every benchmark at one population."""

import importlib
import json
import os
import sys
from pathlib import Path
from typing import Any

import django


def main() -> int:
    django.setup()
    measures = importlib.import_module("portal.runtime.bench.measures")  # it needs the models, so after setup
    size, answer = int(sys.argv[1]), Path(sys.argv[2])
    only = [name for name in os.environ.get("ONLY", "").split(",") if name]
    folder = answer.with_suffix("")
    folder.mkdir(parents=True, exist_ok=True)
    results: list[dict[str, Any]] = measures.run(size, folder, only)
    answer.write_text(json.dumps(results))
    return 0


if __name__ == "__main__":
    sys.exit(main())
