"""Load a register feed from a file."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.core.actors import Actor
from portal.core.errors import RuleViolation
from portal.feeds import loading
from portal.feeds.models import FeedLoad
from portal.feeds.receiving import open_load
from portal.feeds.spec import all_feeds


class Command(BaseCommand):
    help = "Load a register feed (CSV or NDJSON, plain or .gz); a killed load of the same file goes on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("feed", help=", ".join(spec.name for spec in all_feeds()))
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        actor = Actor(channel="command", label="command:load_feed")
        try:
            load = open_load(name=options["feed"], path=options["file"], actor=actor)
            if load.lines_done:
                self.stdout.write(f"going on after line {load.lines_done}")
            while loading.work_off(load_id=load.pk, actor=actor, at=timezone.now()):
                time.sleep(1)  # another process has it
        except RuleViolation as refusal:
            raise CommandError(f"refused: {refusal.sentence}") from refusal
        except OSError as problem:
            raise CommandError(f"{options['file']} cannot be read: {problem.strerror}") from problem
        load.refresh_from_db()
        if load.status == FeedLoad.Status.FAILED:
            raise CommandError(f"refused: {load.error}")
        self._report(load)

    def _report(self, load: FeedLoad) -> None:
        for name in ("read", "inserted", "updated", "unchanged", "rejected"):
            self.stdout.write(f"{name:<16}{getattr(load, name):>12}")
        rate = round(load.read / load.seconds) if load.seconds else load.read
        self.stdout.write(f"{'rows per second':<16}{rate:>12}")
        if load.reject_path:
            self.stdout.write(f"reject file     {load.reject_path}")
