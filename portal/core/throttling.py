"""Count attempts in one atomic step in Valkey."""

from dataclasses import dataclass

from portal.core.valkey import Unavailable, client, patient_client

_SCRIPT = """
local n = redis.call('INCRBY', KEYS[1], ARGV[2])
if n == tonumber(ARGV[2]) then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
return {n, redis.call('TTL', KEYS[1]), redis.call('GET', KEYS[2])}
"""


@dataclass(frozen=True, slots=True)
class Spent:
    """The state of a window after one attempt; `reset` is in seconds, `counted` is false without Valkey."""

    allowed: bool
    limit: int
    remaining: int
    reset: int
    counted: bool = True


def spend(name: str, key: object, *, limit: int, seconds: int, closed: bool, cost: int = 1) -> Spent:
    """Count one attempt of `key` in the window `name` of `seconds`; at most `limit` are allowed.

    One atomic step, so a hundred parallel attempts pass at most `limit` times. When Valkey is away the
    answer is no if `closed` (guessing: codes, identities) and yes otherwise (reading).
    """
    return spend_and_read(name, key, "", limit=limit, seconds=seconds, closed=closed, cost=cost)[0]


def spend_and_read(
    name: str, key: object, also: str, *, limit: int, seconds: int, closed: bool, cost: int = 1
) -> tuple[Spent, bytes | None]:
    """The same, and the value under the key `also` on the same way; None for none and without Valkey."""
    asked = patient_client() if closed else client()
    try:
        used, reset, value = asked.eval(_SCRIPT, 2, f"throttle:{name}:{key}", also, seconds, cost)
    except Unavailable:
        remaining = 0 if closed else limit
        return Spent(not closed, limit, remaining, seconds, counted=False), None
    return Spent(used <= limit, limit, max(0, limit - used), max(1, reset)), value
