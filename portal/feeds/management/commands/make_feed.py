"""Write a feed file with people who cannot exist, for benchmarks and tries."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.core.errors import RuleViolation
from portal.feeds import generating
from portal.feeds.spec import feed


class Command(BaseCommand):
    help = "Write a feed file of any size; the same rows every time, packed when the name ends in .gz."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("feed")
        parser.add_argument("rows", type=int)
        parser.add_argument("file", type=Path)
        parser.add_argument("--city", default=generating.CITY, help="code of the issuing city")
        parser.add_argument("--bad-every", type=int, default=0, help="break each so-manieth row")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            spec = feed(options["feed"])
        except RuleViolation as refusal:
            raise CommandError(refusal.sentence) from refusal
        path, bad = options["file"], options["bad_every"]
        generating.write(spec, options["rows"], path, city=options["city"], bad_every=bad)
        self.stdout.write(f"{options['rows']} rows of {spec.name} in {path}")
