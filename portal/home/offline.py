"""What a device may keep: the parts of the shell, by the release they belong to."""

import hashlib
import json
from functools import lru_cache

from django.contrib.staticfiles import finders
from django.templatetags.static import static

WORKER = "js/worker.js"
SHELL = (
    "css/app.css",
    "img/icons.svg",
    "img/favicon.svg",
    "js/card-live.mjs",
    "js/code-ring.mjs",
    "js/form.mjs",
    "js/offline.mjs",
    "js/vendor/lean-qr.mjs",
)


@lru_cache(maxsize=1)
def release() -> str:
    """Changes with any part of the shell and with nothing else."""
    seen = hashlib.sha256()
    for name in (WORKER, *SHELL):
        seen.update(static(name).encode())
        found = finders.find(name)
        if isinstance(found, str):
            with open(found, "rb") as part:
                seen.update(part.read())
    return seen.hexdigest()[:12]


def worker_script(offline_page: str) -> str:
    """The few lines that tell the worker what belongs to this release; they differ when any part does."""
    shell = [*(static(name) for name in SHELL), offline_page]
    return (
        f"self.RELEASE = {json.dumps(release())};\n"
        f"self.SHELL = {json.dumps(shell)};\n"
        f"self.OFFLINE = {json.dumps(offline_page)};\n"
        f"importScripts({json.dumps(static(WORKER))});\n"
    )


def manifest(name: str, language: str) -> dict[str, object]:
    """What a phone needs to put the portal on its home screen."""

    def drawn(size: int, purpose: str = "any") -> dict[str, str]:
        file = f"img/app-{size}{'-maskable' if purpose == 'maskable' else ''}.png"
        return {"src": static(file), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}

    return {
        "id": "/",
        "name": name,
        "short_name": name,
        "lang": language,
        "start_url": "/wallet/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#0b3a75",
        "theme_color": "#0b3a75",
        "icons": [drawn(192), drawn(512), drawn(512, "maskable")],
    }
