"""The demo world's list of people: kept aside until the portal is ready, then published and printed."""

import json
import os
from pathlib import Path
from typing import Any

KEPT, SHOWN = "demo-world.json", "demo.json"


def hide_world(var: Path) -> bool:
    """Keep the list out of sight while the portal is not ready; false if there is none yet.

    `load_demo` writes the kept file itself, as its last act; a demo.json that it or a killed run has left
    is taken over.
    """
    if not (var / KEPT).exists() and (var / SHOWN).exists():
        (var / SHOWN).rename(var / KEPT)
    (var / SHOWN).unlink(missing_ok=True)
    return (var / KEPT).exists()


def publish_world(var: Path, base_url: str) -> dict[str, Any]:
    """Write demo.json in one piece, with the address that has been found."""
    kept = var / KEPT
    world: dict[str, Any] = json.loads(kept.read_text("utf-8")) if kept.exists() else {}
    world = {"base_url": base_url} | {key: value for key, value in world.items() if key != "base_url"}
    fresh = var / f"{SHOWN}.new"
    fresh.write_text(json.dumps(world, ensure_ascii=False, indent=1) + "\n", "utf-8")
    os.replace(fresh, var / SHOWN)
    return world


def _table(title: str, rows: list[dict[str, Any]], columns: tuple[str, ...]) -> list[str]:
    if not rows:
        return []
    cells = [[str(row.get(column) or "") for column in columns] for row in rows]
    widths = [max(len(line[at]) for line in cells) for at in range(len(columns))]
    lines = [
        "   ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in cells
    ]
    return ["", f"  {title}", *(f"    {line}".rstrip() for line in lines)]


def welcome(world: dict[str, Any], base_url: str, var: Path) -> str:
    """What a person reads when everything runs."""
    lines = [
        "",
        f"  The portal is ready:  {base_url}/",
        f"  Staff:                {base_url}/admin/",
        f"  For developers:       {base_url}/developers/",
        f"  Messages of the demo: {base_url}/demo/sms/?phone=...",
        f"  Logs and data:        {var}",
    ]
    citizens, staff = world.get("citizens", []), world.get("staff", [])
    lines += _table("Citizens sign in with their phone number:", citizens, ("phone", "name", "note"))
    lines += _table(
        "Staff: user name, password, secret of the second factor:",
        staff,
        ("username", "password", "totp_secret", "note"),
    )
    lines += _table("API keys:", world.get("organizations", []), ("api_key", "name", "note"))
    lines += ["", "  Everything here is a demonstration. Ctrl-C ends it; the data stays.", ""]
    return "\n".join(lines)
