"""What citizens ask: the pages of help, in the order of their list, and characters that are hard to type."""

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

HEXADECIMAL = re.compile(r"(?:U\+|0x|&#x)?([0-9a-f]{4,6});?", re.IGNORECASE)
IDEOGRAPHS = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0x20000, 0x3347F))
RARE = (
    "䶮",
    "㛃",
    "㼆",
    "䲟",
    "㮾",
    "𬭳",
    "𬬭",
    "𫍯",
    "𬸚",
    "𬤊",
    "𫖮",
    "𫟦",
    "垚",
    "翀",
    "骉",
    "喆",
    "堃",
    "祎",
)


@dataclass(frozen=True, slots=True)
class Topic:
    """One page of help; its text is `templates/home/help/<slug>.html`."""

    slug: str
    icon: str
    title: Any
    summary: Any


TOPICS = (
    Topic(
        "paper",
        "id-card",
        _("When is paper still needed?"),
        _("Four cases in which the phone is not enough."),
    ),
    Topic(
        "roadside",
        "scan-line",
        _("My license was refused at the roadside"),
        _("What to say and what to note."),
    ),
    Topic(
        "identity",
        "user",
        _("I cannot prove who I am"),
        _("No message, an old phone number, no scan of the face."),
    ),
    Topic("names", "languages", _("My name cannot be typed"), _("Rare characters, dots, long names.")),
    Topic(
        "lost-phone",
        "phone",
        _("My phone is lost or new"),
        _("How to end the old sign-in and what nobody can do with it."),
    ),
    Topic(
        "certificate",
        "file-text",
        _("How is the signed PDF checked?"),
        _("For whoever receives one, and for whoever sends it."),
    ),
    Topic(
        "closed-city", "map-pin", _("My city is not open yet"), _("What you can do now and what to carry.")
    ),
    Topic(
        "wrong-data",
        "pencil",
        _("Something on my license is wrong"),
        _("Who can correct it and how long it takes."),
    ),
    Topic(
        "privacy", "eye", _("Who sees what about me?"), _("What each checker learns, and where you see it.")
    ),
)
BY_SLUG = {topic.slug: topic for topic in TOPICS}


def character_of(text: str) -> str:
    """The ideograph of a code point as people write it (4DAE, U+4DAE), or nothing."""
    found = HEXADECIMAL.fullmatch(text.strip())
    number = int(found[1], 16) if found else 0
    return chr(number) if any(first <= number <= last for first, last in IDEOGRAPHS) else ""
