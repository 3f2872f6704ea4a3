"""The ways to prove a claimed identity; another way plugs in by registering itself in `AppConfig.ready()`."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class ProofWay:
    """One way, as the page offers it: a title, what it needs, and the name of the page where it begins."""

    slug: str
    title: str | Promise
    hint: str | Promise
    url_name: str


_WAYS: dict[str, ProofWay] = {}


def register_way(way: ProofWay) -> None:
    """Offer a way to everybody whose claim is open."""
    _WAYS[way.slug] = way


def ways() -> list[ProofWay]:
    """All ways, in the order in which they were registered."""
    return list(_WAYS.values())
