"""Check the hash chains of both logs and the signed statements about them."""

import sys
import time
from typing import Any

from django.core.management.base import BaseCommand

from portal.credentials import sealing


class Command(BaseCommand):
    help = "Check that no row of the audit trail or of the log of checks was altered, removed or reordered."

    def handle(self, *args: Any, **options: Any) -> None:
        begun = time.monotonic()
        problems = sealing.verify_logs()
        for problem in problems:
            self.stderr.write(f"BAD  {problem}")
        if problems:
            sys.exit(1)
        self.stdout.write(f"audit trail and log of checks are whole ({time.monotonic() - begun:.1f} s)")
