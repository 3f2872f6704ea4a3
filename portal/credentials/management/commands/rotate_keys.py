"""`manage.py rotate_keys [use …]`: a new key signs from now on, the old one goes on verifying."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from portal.core.actors import Actor
from portal.credentials import keys
from portal.credentials.models import SigningKey


class Command(BaseCommand):
    help = "Put a new signing key in force for each use named (all uses without a name)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("uses", nargs="*", choices=[[], *SigningKey.Use.values], metavar="use")
        parser.add_argument("--algorithm", choices=SigningKey.Algorithm.values, default="ES256")
        parser.add_argument("--if-missing", action="store_true", help="only where no key is active")

    def handle(self, *args: Any, **options: Any) -> None:
        at, actor = timezone.now(), Actor.system("rotate_keys")
        if options["if_missing"]:
            keys.ensure_keys(actor=actor, at=at)
            return
        for use in options["uses"] or SigningKey.Use.values:
            key = keys.rotate(use=use, actor=actor, at=at, algorithm=options["algorithm"])
            self.stdout.write(f"{use}: {bytes(key.kid).decode()} ({key.algorithm})")
