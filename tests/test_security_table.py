"""The table of security cases names tests that exist."""

import re

from portal.runtime.processes import ROOT

TABLE = ROOT / "docs" / "security-cases.md"


def test_every_test_named_in_the_table_exists() -> None:
    missing, last = [], ""
    for name in re.findall(r"`([^`]+(?:\.py|::)[^`]*|[^`]+\.py)`", TABLE.read_text()):
        file, _colons, test = name.partition("::")
        file = last if file == "…" else file
        places = [
            ROOT / file,
            ROOT / "portal" / file,
            *ROOT.glob(f"portal/*/tests/{file.rpartition('/')[2]}"),
        ]
        path = next((place for place in places if place.is_file()), None)
        if path is None or (test and f"def {test}(" not in path.read_text()):
            missing.append(name)
        last = file
    assert missing == []
