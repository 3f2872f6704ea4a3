"""What the processes write: one JSON line for each fact, with nobody's data in it."""

import json
import os
import subprocess
import sys

WRITE = """
import django
django.setup()
import logging
logging.getLogger("portal.anything").warning("called %s", "13800000001")
try:
    raise ValueError("ID 990100199005180027")
except ValueError:
    logging.getLogger("django.request").exception("failed")
"""


def test_what_the_processes_log_is_masked_json():
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings.test"}
    done = subprocess.run([sys.executable, "-c", WRITE], env=environment, capture_output=True, text=True)

    called, failed = (json.loads(line) for line in done.stderr.splitlines())

    assert called["event"] == "called 138****0001"
    assert "ValueError" in failed["exception"]
    assert "990100199005180027" not in done.stderr
