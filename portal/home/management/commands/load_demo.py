"""`manage.py load_demo`: fill an empty portal with the demonstration's world, once."""

import json
import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from portal.home.demo import world

KEPT = "demo-world.json"


class Command(BaseCommand):
    help = "Load the demonstration's world, once; the list of logins goes to PORTAL_VAR/demo-world.json."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Only where DEMO=1.")
        target = settings.PORTAL_VAR / KEPT
        fresh = target.with_suffix(".json.new")
        if world.is_loaded():
            if fresh.exists() and not target.exists():  # killed between the commit and the next line
                os.replace(fresh, target)
            self.stdout.write("The demonstration's world is there already.")
            return
        settings.PORTAL_VAR.mkdir(parents=True, exist_ok=True)
        with transaction.atomic():
            made = world.load(at=timezone.now())
            fresh.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", "utf-8")
        os.replace(fresh, target)
        self.stdout.write("The demonstration's world is loaded.")
