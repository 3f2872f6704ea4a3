"""Put the photos of a folder on file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from licenses.photos import load_folder
from portal.core.actors import Actor
from portal.core.masking import mask_text


class Command(BaseCommand):
    help = "Load photos on file from a folder; a file is called <ID number>.jpg or .png."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        folder = options["folder"]
        if not folder.is_dir():
            raise CommandError(f"{folder} is not a folder")
        actor = Actor(channel="command", label="command:load_photos")
        taken, unchanged, refused = load_folder(folder=folder, actor=actor, at=timezone.now())
        for refusal in refused:
            self.stderr.write(f"{mask_text(refusal.name)}: {refusal.reason}")
        self.stdout.write(f"taken {taken}, unchanged {unchanged}, refused {len(refused)}")
