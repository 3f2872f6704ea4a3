"""How often something may be guessed or asked for: a try too many is a refusal, and so is a try uncounted."""

import ipaddress
import math
from dataclasses import dataclass

from django.conf import settings

from portal.core.digests import keyed_digest
from portal.core.errors import RuleViolation
from portal.core.throttling import spend
from portal.core.valkey import Unavailable, client


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` tries in `seconds`; `settings.THROTTLES` may replace both by name."""

    name: str
    most: int
    seconds: int

    @property
    def values(self) -> tuple[int, int]:
        return settings.THROTTLES.get(self.name, (self.most, self.seconds))


def take(*tries: tuple[Limit, str]) -> None:
    """Count one try for each (limit, whose) pair; of any number at once, no more than `most` pass.

    They are counted in the order given and the first refusal ends it: name the limit of the one who tries
    before the limit of what is tried, so that a refused guesser does not use up somebody else's tries.
    Raises RuleViolation with `too_many_tries` (facts `seconds`, `minutes`) or, without Valkey,
    `tries_not_countable`: guessing stays closed.
    """
    for limit, whose in tries:
        most, seconds = limit.values
        spent = spend(limit.name, _whose(limit, whose), limit=most, seconds=seconds, closed=True)
        if not spent.counted:
            raise RuleViolation("tries_not_countable")
        if not spent.allowed:
            raise RuleViolation("too_many_tries", seconds=spent.reset, minutes=math.ceil(spent.reset / 60))


def forget(*tries: tuple[Limit, str]) -> None:
    """Start counting anew after a success; without Valkey the old count simply runs out."""
    try:
        client().delete(*(f"throttle:{limit.name}:{_whose(limit, whose)}" for limit, whose in tries))
    except Unavailable:
        return


def network_of(address: str, *, ipv4_bits: int = 32) -> str:
    """Which addresses count as one: an IPv4 address alone or with its network, an IPv6 address with its /64.

    "unknown" for what is no address.
    """
    try:
        parsed = ipaddress.ip_address(address.strip("[]"))
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    bits = ipv4_bits if parsed.version == 4 else 64
    return str(ipaddress.ip_network(f"{parsed}/{bits}", strict=False)).removesuffix("/32")


def _whose(limit: Limit, whose: str) -> str:
    return keyed_digest("throttle", limit.name, whose).hex()[:32]
